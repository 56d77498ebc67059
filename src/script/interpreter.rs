//! The interpreter that runs a script: named by the user, by the script's first line, or by the environment.
//!
//! Never knows the script.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::files;
use crate::i18n::Sentence;
use crate::machine;
use crate::script::no_script::NoScript;

/// The oldest version of CPython that the agent runs on.
const OLDEST: (u32, u32) = (3, 9);

/// What is run to learn who it is. Isolated: nothing of the user's is imported for it.
const WHO: &str = "import sys; print(sys.implementation.name); print('.'.join(map(str, sys.version_info[:3]))); print(sys.executable)";

/// Seconds of processor time that it may take.
const MOST_SECONDS: u64 = 10;

/// Which interpreter is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// By a path, a name on the PATH, or a version: `3.12`.
    Named(OsString),
    /// The active virtual environment's.
    Environment(PathBuf),
    /// `python3`.
    Any,
}

/// An interpreter that can run a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// Its path.
    pub path: String,
    /// Its version: `3.12.4`.
    pub version: String,
}

/// Which interpreter a script wants: what its first line names, or else the environment.
pub(super) fn wanted(source: &str, var: &impl Fn(&str) -> Option<OsString>) -> Wanted {
    if let Some(named) = shebang(source) {
        return Wanted::Named(named.into());
    }
    match var("VIRTUAL_ENV").filter(|folder| !folder.is_empty()) {
        Some(folder) => Wanted::Environment(folder.into()),
        None => Wanted::Any,
    }
}

/// The interpreter of a first line such as `#!/usr/bin/env python3.12`; None where it names no particular Python.
fn shebang(source: &str) -> Option<&str> {
    let line = source.lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_whitespace();
    let first = words.next()?;
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let named = match name(first).as_str() {
        "env" => words.find(|word| !word.starts_with('-'))?,
        _ => first,
    };
    let usual = matches!(named, "python" | "python3");
    (name(named).starts_with("python") && !usual).then_some(named)
}

impl Interpreter {
    /// Finds it, and asks it who it is.
    ///
    /// # Errors
    /// There is none, it can't be started, or it isn't a CPython that the agent runs on.
    pub fn find(
        wanted: &Wanted,
        var: &impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, NoScript> {
        let path = var("PATH").unwrap_or_default();
        let program = match wanted {
            Wanted::Named(name) => named(name, &path, var)?,
            Wanted::Environment(folder) => folder.join("bin/python3"),
            Wanted::Any => on_the_path("python3", &path)?,
        };
        let found = Self::ask(&program);
        match (&found, beside_the_shim(&program)) {
            (Err(NoScript::NotStarted(..)), Some(installed)) => Self::ask(&installed),
            _ => found,
        }
    }

    fn ask(program: &Path) -> Result<Self, NoScript> {
        let name = program.display().to_string();
        let broken = |why: Sentence| NoScript::NotStarted(name.clone(), why);
        let mut asked = Command::new(program);
        asked.args(["-I", "-S", "-c", WHO]).stdin(Stdio::null());
        machine::ends_with_us(&mut asked, MOST_SECONDS);
        let asked = asked.output();
        let asked = asked.map_err(|error| broken(files::why_not_read(&error)))?;
        let said = String::from_utf8_lossy(&asked.stdout);
        let complaint = String::from_utf8_lossy(&asked.stderr);
        let said: Vec<&str> = said.lines().collect();
        let &[kind, version, path] = said.as_slice() else {
            // Python 2 doesn't know `-I`.
            if complaint.contains("python -h") {
                return Err(NoScript::TooOld(name, "2.x".to_owned()));
            }
            // A broken one speaks of itself, or of a module; others speak of what they were asked.
            let first = complaint.lines().next().unwrap_or_default();
            let of_itself = ["ython", "module", "pyenv", "broken"];
            return Err(match of_itself.iter().any(|word| first.contains(word)) {
                true => broken(Sentence::foreign(first)),
                false => NoScript::NoPython(name),
            });
        };
        if kind != "cpython" {
            return Err(NoScript::Other(name, format!("{kind} {version}")));
        }
        let mut numbers = version.split('.').map(|n| n.parse().unwrap_or(0));
        let both = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        if both < OLDEST {
            return Err(NoScript::TooOld(name, version.to_owned()));
        }
        Ok(Self {
            path: path.to_owned(),
            version: version.to_owned(),
        })
    }
}

/// An interpreter by what the user has named: a path, also of an environment's folder; a name; a version.
fn named(
    name: &OsStr,
    path: &OsStr,
    var: &impl Fn(&str) -> Option<OsString>,
) -> Result<PathBuf, NoScript> {
    let home = var("HOME").map(PathBuf::from);
    // Behind `--python=` most shells leave the sign as it is.
    let in_home = Path::new(name).strip_prefix("~").ok();
    let place = match (in_home, &home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(name),
    };
    if place.is_dir() {
        let inside = place.join("bin/python3");
        let found = inside.is_file().then_some(inside);
        return found.ok_or_else(|| NoScript::NoEnvironment(name.to_string_lossy().into_owned()));
    }
    if place.as_os_str().as_bytes().contains(&b'/') {
        return Ok(place);
    }
    let text = name.to_string_lossy();
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return on_the_path(&text, path);
    }
    let root = var("PYENV_ROOT").map(PathBuf::from);
    let root = root.or_else(|| Some(home?.join(".pyenv")));
    let program = format!("python{text}");
    let found = on_the_path(&program, path);
    found.or_else(|none| installed(&root.ok_or(none.clone())?, &program).ok_or(none))
}

fn on_the_path(name: &str, path: &OsStr) -> Result<PathBuf, NoScript> {
    let mut places = std::env::split_paths(path).map(|folder| folder.join(name));
    let found = places.find(|program| {
        let known = std::fs::metadata(program);
        known.is_ok_and(|known| known.is_file() && known.permissions().mode() & 0o111 != 0)
    });
    found.ok_or_else(|| NoScript::NoInterpreter(name.to_owned()))
}

/// What a shim of pyenv stands for: it starts only a version that has been chosen, and names one that is merely installed.
fn beside_the_shim(program: &Path) -> Option<PathBuf> {
    let name = program.file_name()?.to_str()?;
    let shims = program
        .parent()
        .filter(|folder| folder.ends_with("shims"))?;
    installed(shims.parent()?, name)
}

/// A version that pyenv has installed: of several that fit, the newest.
///
/// ```text
/// python3.12  ──▶  ~/.pyenv/versions/3.12.7/bin/python3.12
/// ```
fn installed(pyenv: &Path, name: &str) -> Option<PathBuf> {
    let wanted = name.strip_prefix("python")?;
    let versions = std::fs::read_dir(pyenv.join("versions")).ok()?;
    let names = versions.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let numbers = |version: &str| -> Option<Vec<u32>> {
        version.split('.').map(|n| n.parse().ok()).collect()
    };
    let asked = numbers(wanted)?;
    let fitting = names.filter_map(|version| {
        let all = numbers(&version).filter(|all| all.starts_with(&asked))?;
        let folder = pyenv.join("versions").join(&version).join("bin");
        // It has no name for a version to the last number.
        let mut named = [folder.join(name), folder.join("python3")].into_iter();
        Some((all, named.find(|program| program.is_file())?))
    });
    fitting.max().map(|(_, program)| program)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// Writes a shell's program. A child does it: a file that this process has open for writing, and so whoever another test
    /// forks meanwhile, can't be started.
    fn shell_program(path: &Path, says: &str) {
        let text = format!("#!/bin/sh\n{says}\n");
        let write = r#"printf %s "$1" > "$2" && chmod 755 "$2""#;
        let mut writer = Command::new("sh");
        writer.args(["-c", write, "sh", &text]).arg(path);
        assert!(writer.status().unwrap().success());
    }

    #[test]
    fn the_first_line_names_the_interpreter_where_it_names_a_particular_one() {
        for (source, named) in [
            ("#!/usr/bin/env python3.12\n", Some("python3.12")),
            (
                "#!/opt/python/bin/python3 -u\n",
                Some("/opt/python/bin/python3"),
            ),
            ("#!/usr/bin/env -S python3.11 -u\n", Some("python3.11")),
            ("#!/usr/bin/env python3\n", None),
            ("#!/bin/sh\n", None),
            ("print(1)\n", None),
            ("", None),
        ] {
            assert_eq!(shebang(source), named, "{source}");
        }
    }

    #[test]
    fn a_shim_that_does_not_start_stands_for_what_is_installed() {
        let root = tempfile::tempdir().unwrap();
        let program = |place: &str, says: &str| {
            let path = root.path().join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            shell_program(&path, says);
        };
        program("shims/python3.12", "echo 'pyenv: not found' >&2; exit 127");
        for version in ["3.1.2", "3.12.1", "3.12.10", "3.13.0"] {
            let says = format!("printf 'cpython\\n{version}\\n/{version}\\n'");
            program(&format!("versions/{version}/bin/python3.12"), &says);
        }
        let shims = root.path().join("shims").into_os_string();
        let pyenv = root.path().as_os_str().to_owned();
        let find = |path: &OsString, version: &str| {
            let var = |name: &str| match name {
                "PATH" => Some(path.clone()),
                "PYENV_ROOT" => Some(pyenv.clone()),
                _ => None,
            };
            Interpreter::find(&Wanted::Named(version.into()), &var).map(|found| found.path)
        };
        assert_eq!(find(&shims, "3.12").unwrap(), "/3.12.10");
        // Without its shims it is found, too.
        let nowhere = OsString::new();
        assert_eq!(find(&nowhere, "3.12").unwrap(), "/3.12.10");
        assert_eq!(
            find(&nowhere, "3.99"),
            Err(NoScript::NoInterpreter("python3.99".to_owned()))
        );
        // A folder is an environment, or none.
        let place = |name: &str| root.path().join(name).display().to_string();
        program("venv/bin/python3", "printf 'cpython\\n3.13.1\\n/venv\\n'");
        assert_eq!(find(&nowhere, &place("venv")).unwrap(), "/venv");
        assert!(matches!(
            find(&nowhere, &place("versions")),
            Err(NoScript::NoEnvironment(_))
        ));
        program("python", "echo \"Try \\`python -h' for more\" >&2; exit 2");
        assert!(matches!(
            find(&nowhere, &place("python")),
            Err(NoScript::TooOld(..))
        ));
        program("other", "echo 'other: no such option: -I' >&2; exit 2");
        assert!(matches!(
            find(&nowhere, &place("other")),
            Err(NoScript::NoPython(_))
        ));
    }

    #[test]
    fn what_is_no_cpython_of_ours_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let fake = |name: &str, says: &str| {
            shell_program(&folder.path().join(name), says);
        };
        fake("python3", "printf 'pypy\\n7.3.1\\n/pypy\\n'");
        fake("python3.7", "printf 'cpython\\n3.7.4\\n/old\\n'");
        fake("python3.12", "printf 'cpython\\n3.12.4\\n/new\\n'");
        fake(
            "python3.13",
            "echo \"broken: no module named 'encodings'\" >&2; exit 1",
        );
        let path = folder.path().as_os_str().to_owned();
        let var = |name: &str| (name == "PATH").then(|| path.clone());
        let find = |name: &str| Interpreter::find(&Wanted::Named(name.into()), &var);
        assert!(
            matches!(Interpreter::find(&Wanted::Any, &var), Err(NoScript::Other(_, what)) if what == "pypy 7.3.1")
        );
        assert!(matches!(find("3.7"), Err(NoScript::TooOld(_, version)) if version == "3.7.4"));
        assert!(
            matches!(find("3.13"), Err(NoScript::NotStarted(_, why)) if why.to_string().starts_with("broken"))
        );
        assert_eq!(
            find("3.8"),
            Err(NoScript::NoInterpreter("python3.8".to_owned()))
        );
        assert_eq!(find("3.12").unwrap().path, "/new");
    }
}
