# sqlcipher3 is the standard library's sqlite3 over SQLCipher, with keys; it brings no types.
import sqlite3
from sqlite3 import (
    DatabaseError as DatabaseError,
)
from sqlite3 import (
    Error as Error,
)
from sqlite3 import (
    IntegrityError as IntegrityError,
)
from sqlite3 import (
    OperationalError as OperationalError,
)
from sqlite3 import (
    sqlite_version as sqlite_version,
)

class Connection(sqlite3.Connection):
    def set_key(self, key: bytes | bytearray) -> None: ...
    def reset_key(self, key: bytes | bytearray) -> None: ...

def connect(
    database: str,
    timeout: float = ...,
    isolation_level: str | None = ...,
    check_same_thread: bool = ...,
    uri: bool = ...,
) -> Connection: ...
