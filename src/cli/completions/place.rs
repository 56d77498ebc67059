//! Where on a command line the cursor stands: after which subcommand, which option, which words.
//!
//! Reads the words as leniently as somebody who is still writing them. Never says that they are wrong.

use clap::{Arg, ArgAction, Command};

use crate::cli::completions::answer::Answer;
use crate::cli::completions::values::{self, Asker};
use crate::cli::script;
use crate::i18n::Lang;
use crate::lessons::Shelf;

pub(super) struct Place<'c> {
    whole: &'c Command,
    command: &'c Command,
    /// How many words of the subcommand were neither options nor theirs.
    positionals: usize,
    /// The option whose value comes next.
    wants: Option<&'c Arg>,
    /// `--` was passed: nothing is an option any more.
    no_options: bool,
    /// The options and their values that were passed, in order.
    passed: Vec<(&'c Arg, String)>,
}

impl<'c> Place<'c> {
    /// Behind the program's name. The command is built already: subcommands have the options that all have.
    pub(super) fn after_the_name(command: &'c Command) -> Self {
        Self {
            whole: command,
            command,
            positionals: 0,
            wants: None,
            no_options: false,
            passed: Vec::new(),
        }
    }

    /// Goes behind one word more.
    pub(super) fn pass(&mut self, word: &str) {
        if let Some(option) = self.wants.take() {
            self.passed.push((option, word.to_owned()));
        } else if self.no_options || !word.starts_with('-') || word == "-" {
            self.pass_positional(word);
        } else if word == "--" {
            self.no_options = true;
        } else {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            let Some(option) = self.option(name) else {
                return;
            };
            match takes_a_value(option) && !word.contains('=') {
                true => self.wants = Some(option),
                false => self.passed.push((option, value.to_owned())),
            }
        }
    }

    fn pass_positional(&mut self, word: &str) {
        if self.positionals == 0
            && let Some(command) = self.command.find_subcommand(word)
        {
            self.command = command;
            return;
        }
        if let Some(positional) = self.positional() {
            self.passed.push((positional, word.to_owned()));
        }
        self.positionals += 1;
    }

    fn option(&self, name: &str) -> Option<&'c Arg> {
        let mut options = self.command.get_arguments();
        match name.strip_prefix("--") {
            Some(long) => options.find(|option| option.get_long() == Some(long)),
            None => {
                let short = name.chars().nth(1);
                options.find(|option| option.get_short() == short && short.is_some())
            }
        }
    }

    fn positional(&self) -> Option<&'c Arg> {
        let mut positionals = self.command.get_positionals();
        let next = positionals.nth(self.positionals);
        next.filter(|positional| !positional.is_hide_set())
    }

    /// What may stand here, where `word` has been begun.
    pub(super) fn may_stand(&self, word: &str, shelf: &Shelf, lang: Lang) -> Answer {
        if self.is_behind_a_script() {
            return Answer {
                files: true,
                ..Answer::default()
            };
        }
        let asker = Asker {
            subcommand: self.command.get_name(),
            commands: &subcommands(self.whole),
            passed: &self.passed,
            shelf,
            lang,
        };
        if let Some(option) = self.wants {
            return values::of(option, word, &asker);
        }
        if let Some((name, begun)) = word.split_once('=')
            && let Some(option) = self.option(name).filter(|_| word.starts_with("--"))
        {
            let mut answer = values::of(option, begun, &asker);
            for (value, _) in &mut answer.candidates {
                value.insert_str(0, &format!("{name}="));
            }
            return answer;
        }
        if word.starts_with('-') && !self.no_options {
            return self.options();
        }
        let mut answer = Answer::default();
        if self.positionals == 0 {
            let commands = self.command.get_subcommands();
            let commands = commands.filter(|command| !command.is_hide_set());
            answer.candidates = commands
                .map(|command| {
                    (
                        command.get_name().to_owned(),
                        first_line(command.get_about()),
                    )
                })
                .collect();
        }
        if let Some(positional) = self.positional() {
            let more = values::of(positional, word, &asker);
            answer.files |= more.files;
            answer.candidates.extend(more.candidates);
        }
        answer
    }

    /// Whether all that comes is a script's own.
    fn is_behind_a_script(&self) -> bool {
        let mut passed = self.passed.iter();
        let script = |word: &String| script::is_file(std::ffi::OsStr::new(word));
        self.command.get_name() == "run"
            && passed.any(|(argument, word)| argument.get_id() == "lesson" && script(word))
    }

    /// The options that can still come: each once, but for those that add up.
    fn options(&self) -> Answer {
        let again = |option: &Arg| matches!(option.get_action(), ArgAction::Append);
        let passed = |option: &Arg| {
            let mut passed = self.passed.iter();
            passed.any(|(one, _)| one.get_id() == option.get_id())
        };
        let options = self.command.get_arguments().filter(|option| {
            let open = !option.is_positional() && !option.is_hide_set();
            open && (again(option) || !passed(option))
        });
        let candidates = options.map(|option| {
            let name = match (option.get_long(), option.get_short()) {
                (Some(long), _) => format!("--{long}"),
                (None, short) => short.map(|short| format!("-{short}")).unwrap_or_default(),
            };
            (name, first_line(option.get_help()))
        });
        Answer {
            files: false,
            candidates: candidates.collect(),
        }
    }
}

pub(super) fn takes_a_value(option: &Arg) -> bool {
    matches!(option.get_action(), ArgAction::Set | ArgAction::Append)
}

/// Each with what it is.
fn subcommands(command: &Command) -> Vec<(String, String)> {
    let shown = command.get_subcommands().filter(|one| !one.is_hide_set());
    shown
        .map(|one| (one.get_name().to_owned(), first_line(one.get_about())))
        .collect()
}

fn first_line(text: Option<&clap::builder::StyledStr>) -> String {
    let text = text.map(ToString::to_string).unwrap_or_default();
    text.lines().next().unwrap_or_default().to_owned()
}
