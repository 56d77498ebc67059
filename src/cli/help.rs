//! The words of `--help`, in each language: `cli.COMMAND.ARGUMENT` in the catalogue, or `cli.ARGUMENT` where all commands
//! mean the same by it.
//!
//! Never reads an argument.

use std::mem;

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command, CommandFactory};

use crate::cli::arguments::Arguments;
use crate::i18n::{Lang, environment, knows, say, word};

/// The command line without a word: what reads arguments that have no mistake.
pub(super) fn bare() -> Command {
    Arguments::command().disable_help_subcommand(true)
}

/// The command line with all its words in a language.
pub(super) fn command(lang: Lang) -> Command {
    let after = format!(
        "{}\n\n{}",
        word(lang, "cli.after"),
        environment::listed(lang)
    );
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version);
    let command = bare().disable_version_flag(true).arg(version);
    let command = command.mut_subcommands(|command| {
        let section = format!("cli.{}", command.get_name());
        worded(command, &section, lang)
    });
    let mut command = worded(command, "cli", lang).after_help(after);
    // Only now it knows how its commands are called, of which its usage tells.
    command.build();
    usage(&mut command, lang);
    command
}

/// The help of a command; None: there is none of this name. No name: that of the program.
pub(super) fn of(name: Option<&str>, lang: Lang) -> Option<StyledStr> {
    let mut command = command(lang);
    Some(match name {
        Some(name) => command.find_subcommand_mut(name)?.render_help(),
        None => command.render_help(),
    })
}

fn worded(command: Command, section: &str, lang: Lang) -> Command {
    let help = Arg::new("print_help")
        .short('h')
        .long("help")
        .action(ArgAction::Help);
    let template = format!(
        "{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}{{after-help}}",
        word(lang, "cli.usage")
    );
    let after = format!("{section}.after");
    let command = match knows(&after) {
        true => command.after_help(word(lang, &after)),
        false => command,
    };
    command
        .disable_help_flag(true)
        .arg(help)
        .about(word(lang, &format!("{section}.about")))
        .help_template(template)
        .subcommand_help_heading(word(lang, "cli.commands"))
        .subcommand_value_name(word(lang, "cli.a_command"))
        .mut_args(|argument| explained(argument, section, lang))
}

fn explained(argument: Arg, section: &str, lang: Lang) -> Arg {
    let own = format!("{section}.{}", argument.get_id());
    let key = match knows(&own) {
        true => own,
        false => format!("cli.{}", argument.get_id()),
    };
    let said = word(lang, &key);
    let defaults = argument.get_default_values().iter();
    let value = defaults.map(|value| value.to_string_lossy()).next();
    let help = match value.filter(|value| !value.is_empty() && argument.get_action().takes_values())
    {
        Some(value) => say(lang, "cli.default", &[("said", said), ("value", &value)]),
        None => said.to_owned(),
    };
    let heading = match argument.is_positional() {
        true => "cli.arguments",
        false => "cli.options",
    };
    let hidden = argument.get_action().takes_values();
    argument
        .help(help)
        .hide_default_value(hidden)
        .help_heading(word(lang, heading))
}

/// Says in its usage that a command has options.
fn usage(command: &mut Command, lang: Lang) {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let options = format!("[{}]", word(lang, "cli.some_options"));
    let usage = usage.replace("[OPTIONS]", &options);
    *command = mem::take(command).override_usage(usage);
    for command in command.get_subcommands_mut() {
        self::usage(command, lang);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_every_argument_has_its_words_in_each_language() {
        for lang in Lang::ALL {
            let program = command(lang);
            let all = std::iter::once(&program).chain(program.get_subcommands());
            for one in all {
                let name = one.get_name();
                let mut said: Vec<String> = one
                    .get_about()
                    .map(ToString::to_string)
                    .into_iter()
                    .collect();
                said.extend(one.get_arguments().map(|argument| {
                    argument
                        .get_help()
                        .map(ToString::to_string)
                        .unwrap_or_default()
                }));
                for said in said {
                    assert!(
                        !said.is_empty() && !said.contains('⟨'),
                        "{lang:?} {name}: {said}"
                    );
                }
            }
        }
    }

    #[test]
    fn help_in_another_language_has_no_english_heading() {
        for name in [None, Some("run"), Some("explore"), Some("quiz")] {
            let said = of(name, Lang::Zh).map(|help| help.to_string());
            let said = said.unwrap_or_default();
            assert!(said.contains("用法：concurrium"), "{said}");
            for english in [
                "Usage", "Options", "OPTIONS", "Commands", "Print", "default:", "COMMAND",
            ] {
                assert!(!said.contains(english), "{english}: {said}");
            }
        }
        assert!(of(Some("nothing"), Lang::En).is_none());
    }
}
