"""Random operations of a whole round, with kills, cuts and full disks, against a simple model.

* `model`: what must hold, in plain dicts and numbers.
* `worker`, `acts`, `chairing`, `reading`: a desk as a process of its own, which can be killed.
* `opening`, `world`: the round that is played in, and the processes, line and stick of it.
* `faults`: what befalls an operation.
* `operations`, `playing`: drawing the next operation by chance; carrying it out.
* `checks`, `secrecy`: whether what is there is what the model says.
* `campaign`, `__main__`: running, replaying, shrinking.

docs/soak.md says how it is used.
"""
