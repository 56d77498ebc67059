//! A script on the command line: its options stand before its file or its module, and all that stands after that is the
//! script's own.
//!
//! Never knows what a script does.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Command};

use crate::headless::Turn;
use crate::i18n::Sentence;
use crate::protocol::{PIPED, Step};
use crate::script::{Asked, Named};

/// The clocks that a script may have.
pub(super) const CLOCKS: [&str; 2] = ["virtual", REAL];
const REAL: &str = "real";

/// What can be stepped.
pub(super) const STEPS: [&str; 3] = {
    let [one, two, three] = Step::ALL;
    [one.name(), two.name(), three.name()]
};

const PYTHON: &str = "--python";

/// Who goes next in a run that nobody sits before: one at a time, or each as fast as it can.
pub(super) const ORDERS: [&str; 2] = ["round", FREE];
const FREE: &str = "free";

/// Who goes next, as it was asked for.
pub(super) fn order(asked: Option<&str>) -> Option<Turn> {
    asked.map(|order| match order {
        FREE => Turn::Free,
        _ => Turn::Round,
    })
}

/// What a script's standard output may be.
pub(super) const OUTPUTS: [&str; 2] = ["terminal", PIPE];
const PIPE: &str = "pipe";

/// What goes with a script alone; the catalogue has the words, `cli.run.python`.
#[derive(Debug, Default, Args)]
pub(super) struct Own {
    #[arg(short = 'm', value_name = "MODULE", conflicts_with = "lesson")]
    module: Option<OsString>,
    #[arg(long, value_name = "PYTHON")]
    python: Option<OsString>,
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    #[arg(long)]
    free: bool,
    #[arg(long, value_name = "CLOCK", value_parser = CLOCKS)]
    clock: Option<String>,
    #[arg(long, value_name = "STEP", value_parser = STEPS)]
    step: Option<String>,
    #[arg(long, value_name = "OUTPUT", value_parser = OUTPUTS)]
    stdout: Option<String>,
}

impl Own {
    /// The options that were given.
    fn given(&self) -> Vec<&'static str> {
        let all = [
            (PYTHON, self.python.is_some()),
            ("--input", self.input.is_some()),
            ("--free", self.free),
            ("--clock", self.clock.is_some()),
            ("--step", self.step.is_some()),
            ("--stdout", self.stdout.is_some()),
        ];
        let given = all.into_iter().filter(|(_, given)| *given);
        given.map(|(option, _)| option).collect()
    }

    /// The interpreter that is to run a lesson's listing; None: Rust runs the lesson. Nothing else goes with a lesson.
    pub(super) fn of_a_lesson(self) -> Result<Option<OsString>, Sentence> {
        match self.given().into_iter().find(|option| *option != PYTHON) {
            Some(option) => Err(Sentence::new("cli.wrong.of_script").with("option", option)),
            None => Ok(self.python.filter(|python| !python.is_empty())),
        }
    }

    /// Whether a module is named, instead of a file or a lesson.
    pub(super) fn names_a_module(&self) -> bool {
        self.module.is_some()
    }

    /// What is asked for of a script: of the module, where one is named, otherwise of this file.
    pub(super) fn asked(self, file: OsString, arguments: Vec<OsString>) -> Asked {
        Asked {
            named: match self.module {
                Some(module) => Named::Module(module),
                None => named(file),
            },
            arguments,
            python: self.python.filter(|python| !python.is_empty()),
            input: self.input,
            free: self.free,
            real_time: self.clock.is_some_and(|clock| clock == REAL),
            step: self.step.and_then(|step| Step::of(&step)),
            piped: self.stdout.is_some_and(|stdout| stdout == PIPE),
        }
    }
}

/// What a script's name says: a file, or that it comes on standard input.
pub(super) fn named(name: OsString) -> Named {
    match name == PIPED {
        true => Named::Piped,
        false => Named::File(name),
    }
}

/// Whether a name is a file's: no lesson's id has a dot or a slash, and all are plain text, which a file's name needn't be.
pub(super) fn is_file(name: &OsStr) -> bool {
    let name = name.to_str();
    name.is_none_or(|name| name == PIPED || name.contains(['.', '/']))
}

/// Whether a file is to be opened as a script: by its name, or by its first line. Otherwise it is a saved run. Of one that isn't there it
/// is said as it is by `run`.
pub(super) fn is_one(name: &OsString) -> bool {
    let path = Path::new(name);
    if name == PIPED || path.extension().is_some_and(|suffix| suffix == "py") {
        return true;
    }
    let mut first = [0; 80];
    let opened = File::open(path);
    let missing = |error: &io::Error| error.kind() == ErrorKind::NotFound;
    let may_be = name.to_str().is_some() && is_file(name) && !is_saved(name);
    if may_be && opened.as_ref().is_err_and(missing) {
        return true;
    }
    let read = opened.and_then(|mut file| file.read(&mut first));
    let line = first[..read.unwrap_or(0)]
        .split(|&byte| byte == b'\n')
        .next();
    let line = String::from_utf8_lossy(line.unwrap_or_default());
    line.starts_with("#!") && line.contains("python")
}

/// Whether a file is a saved run: by its name, or by how it begins.
pub(super) fn is_saved(name: &OsString) -> bool {
    const BEGINS: &[u8] = b"{\"concurrium\"";
    let mut first = [0; BEGINS.len()];
    let read = File::open(name).and_then(|mut file| file.read_exact(&mut first));
    let named = Path::new(name)
        .extension()
        .is_some_and(|suffix| suffix == "jsonl");
    named || read.is_ok() && first == BEGINS
}

/// Cuts off what stands behind a file that is to be run: it is the script's own.
pub(super) fn split(
    command: &Command,
    mut arguments: Vec<OsString>,
) -> (Vec<OsString>, Vec<OsString>) {
    let mut known = vec![command];
    let mut values = 0;
    for at in 1..arguments.len() {
        let argument = arguments[at].to_string_lossy();
        if values > 0 {
            values -= 1;
        } else if let Some(option) = argument.strip_prefix("--") {
            values = usize::from(known.iter().any(|command| takes_a_value(command, option)));
        } else if let [all] = known[..] {
            match all.find_subcommand(&*argument) {
                Some(chosen) if matches!(chosen.get_name(), "run" | "open") => known.push(chosen),
                _ => break,
            }
        } else if let Some(module) = argument.strip_prefix("-m") {
            let end = at + if module.is_empty() { 2 } else { 1 };
            let own = arguments.split_off(end.min(arguments.len()));
            return (arguments, own);
        } else {
            let runs = known[1].get_name() == "run";
            let name = &arguments[at];
            let own = if runs && is_file(name) || !runs && is_one(name) {
                arguments.split_off(at + 1)
            } else {
                Vec::new()
            };
            return (arguments, own);
        }
    }
    (arguments, Vec::new())
}

/// That an option went to the script, where its own arguments begin with one that is ours: whoever wrote it may have meant us.
pub(super) fn gone_to_it(command: &Command, own: &[OsString]) -> Option<Sentence> {
    let first = own.first()?.to_str()?;
    let option = first.split('=').next()?;
    let name = option.strip_prefix("--")?;
    let of_ours = ["run", "open"]
        .iter()
        .filter_map(|name| command.find_subcommand(name));
    let mut all = of_ours.chain([command]).flat_map(Command::get_arguments);
    let is_ours = all.any(|known| known.get_long() == Some(name));
    is_ours.then(|| Sentence::new("cli.went_to_the_script").with("option", option))
}

/// Whether an option's value is the next argument.
fn takes_a_value(command: &Command, option: &str) -> bool {
    let mut all = command.get_arguments();
    all.any(|known| known.get_long() == Some(option) && known.get_action().takes_values())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn an_option_of_ours_that_went_to_the_script_is_named() {
        let said = |own: &str| {
            let own: Vec<OsString> = own.split_whitespace().map(Into::into).collect();
            let said = gone_to_it(&super::super::Arguments::command(), &own);
            said.map(|said| said.said(crate::i18n::Lang::En))
        };
        for ours in ["--plain", "--python 3.12", "--lang=zh x", "--no-mouse"] {
            let option = ours.split([' ', '=']).next().unwrap_or_default();
            assert!(said(ours).is_some_and(|said| said.starts_with(option)));
        }
        for own in ["", "-v", "--verbose", "words.txt --plain", "--"] {
            assert_eq!(said(own), None, "{own}");
        }
    }

    #[test]
    fn what_stands_behind_a_script_is_its_own() {
        for (ours, own) in [
            ("run bank.py", ""),
            ("run bank.py", "--json x -h"),
            ("--lang zh run --json --python 3.12 ./bank", "run a.py"),
            ("run --input words.txt bank.py", "--input other"),
            ("run fork-tree --set forks=2.5 --json", ""),
            ("run --json -m json.tool", "--sort-keys -m x"),
            ("open -mhttp.server", "--bind x.py"),
            ("open -m", ""),
            ("open -", "--plain"),
            ("run --free -", "x"),
            ("open --no-mouse bank.py", "--no-mouse"),
            ("--lang run open a.jsonl --record b.cast", ""),
            ("", ""),
        ] {
            let words =
                |text: &str| -> Vec<OsString> { text.split_whitespace().map(Into::into).collect() };
            let all = words(&format!("concurrium {ours} {own}"));
            let (left, right) = split(&super::super::Arguments::command(), all);
            assert_eq!(
                (left, right),
                (words(&format!("concurrium {ours}")), words(own))
            );
        }
    }
}
