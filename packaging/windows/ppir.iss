; An installer for Windows (Inno Setup 6) of the build in dist\ppir-desktop. Not run by us yet.
; For one person, without rights of an administrator; the sources' version is that of the program.

#define Name "PPIR Desktop"
#define Built "..\..\dist\ppir-desktop"
#define Version GetVersionNumbersString(Built + "\ppir.exe")

[Setup]
AppId={{6C9B7B2E-3E0B-4C53-9A55-5D8B6D3B0F0A}
AppName={#Name}
AppVersion={#Version}
AppPublisher=PPIR Desktop maintainers
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
LicenseFile=..\..\LICENSE
InfoAfterFile={#Built}\THIRD-PARTY-LICENSES.txt
OutputDir=..\..\dist
OutputBaseFilename=ppir-desktop-{#Version}-setup
SetupIconFile=..\..\build\pictures\ppir-desktop.ico
UninstallDisplayIcon={app}\ppir-desktop.exe
WizardStyle=modern

[Languages]
Name: "korean"; MessagesFile: "compiler:Languages\Korean.isl"
Name: "english"; MessagesFile: "compiler:Default.isl"

[Files]
Source: "{#Built}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs

[Icons]
Name: "{group}\{#Name}"; Filename: "{app}\ppir-desktop.exe"

[Registry]
Root: HKA; Subkey: "Software\Classes\.ppirb"; ValueType: string; ValueData: "PPIR.Bundle"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\PPIR.Bundle"; ValueType: string; ValueData: "PPIR bundle"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\PPIR.Bundle\shell\open\command"; ValueType: string; ValueData: """{app}\ppir-desktop.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.ppirinvitation"; ValueType: string; ValueData: "PPIR.Invitation"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\PPIR.Invitation"; ValueType: string; ValueData: "PPIR invitation"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\PPIR.Invitation\shell\open\command"; ValueType: string; ValueData: """{app}\ppir-desktop.exe"" ""%1"""
