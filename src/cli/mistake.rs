//! What is wrong with the arguments, as a sentence: clap finds it, the words are ours.
//!
//! Never knows what they were for.

use std::error::Error as _;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::wrong::{NoPlan, wrong};
use crate::i18n::{Lang, Sentence, word};

/// Why there are no arguments: help and version that were asked for, or a mistake.
pub(super) fn of(error: &clap::Error, lang: Lang) -> NoPlan {
    let mut no = match sentence(error) {
        Some(why) if error.use_stderr() => wrong(why, lang),
        // Help, or a mistake that we have no words for.
        _ => {
            return NoPlan {
                text: error.render().to_string(),
                code: u8::from(error.use_stderr()) * 2,
            };
        }
    };
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.trim_start_matches("Usage:").trim();
        no.text += &format!("\n{}{usage}\n", word(lang, "cli.usage"));
    }
    no.text += &format!("\n{}\n", word(lang, "cli.more"));
    no
}

fn sentence(error: &clap::Error) -> Option<Sentence> {
    let of = |kind| error.get(kind).map(listed);
    let argument = of(ContextKind::InvalidArg).unwrap_or_default();
    let about = |key| Sentence::new(key).with("argument", &argument);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument if argument == "-m" => {
            return Some(
                Sentence::new("cli.wrong.near")
                    .with("why", about("cli.wrong.unknown_argument"))
                    .with("near", "concurrium open -m"),
            );
        }
        ErrorKind::UnknownArgument => about("cli.wrong.unknown_argument"),
        ErrorKind::InvalidSubcommand => {
            let command = of(ContextKind::InvalidSubcommand)?;
            if Path::new(&command).is_file() {
                let sentence = Sentence::new("cli.wrong.unknown_command").with("command", &command);
                return Some(
                    Sentence::new("cli.wrong.near")
                        .with("why", sentence)
                        .with("near", format!("concurrium open {command}")),
                );
            }
            Sentence::new("cli.wrong.unknown_command").with("command", command)
        }
        ErrorKind::InvalidValue => {
            let given = of(ContextKind::InvalidValue).filter(|given| !given.is_empty());
            match (given, error.get(ContextKind::ValidValue)) {
                (Some(given), Some(ContextValue::Strings(all))) => about("cli.wrong.none_of")
                    .with("given", given)
                    .with("all", all.clone()),
                _ => about("cli.wrong.no_value"),
            }
        }
        ErrorKind::ValueValidation => {
            let why = error.source()?;
            let own = why.downcast_ref::<Sentence>().cloned();
            about("cli.wrong.bad_value").with("why", own.unwrap_or_else(|| Sentence::foreign(why)))
        }
        ErrorKind::MissingRequiredArgument => about("cli.wrong.missing"),
        ErrorKind::ArgumentConflict => match of(ContextKind::PriorArg)? {
            other if other == argument => about("cli.wrong.twice"),
            other => about("cli.wrong.conflict").with("other", other),
        },
        ErrorKind::InvalidUtf8 => Sentence::new("cli.wrong.not_text"),
        _ => return None,
    };
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    Some(match near.into_iter().find_map(of) {
        Some(near) => Sentence::new("cli.wrong.near")
            .with("why", sentence)
            .with("near", near),
        None => sentence,
    })
}

/// What clap has to say, as text.
fn listed(value: &ContextValue) -> String {
    match value {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(all) => all.join(", "),
        other => other.to_string(),
    }
}
