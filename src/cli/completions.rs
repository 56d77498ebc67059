//! `completions SHELL`: a script that the shell reads once. When Tab is pressed it asks this program what may stand there.
//!
//! ```text
//! concurrium open lo<Tab>      the script asks:   concurrium completions zsh -- concurrium open lo
//!                              and is answered:   files             the shell may offer its files, too
//!                                                 lock              then two lines each: what may stand there …
//!                                                 A lock, and …     … and what it is
//! ```
//! Behind a value that ends in `=` something follows: no blank belongs there.
//!
//! All of it comes of the one definition of the command line, and of the lessons. Never reads a file, never runs a lesson.

mod answer;
mod line;
mod place;
mod values;

use std::ffi::OsString;

use clap::{Args, Command};

use crate::cli::completions::place::Place;
use crate::cli::completions::values::SHELLS;
use crate::i18n::{Lang, Sentence};
use crate::lessons::Shelf;

#[derive(Args)]
pub(super) struct Completions {
    #[arg(value_parser = Shell::read)]
    shell: Shell,
    /// What the script asks with: the words up to the cursor; from bash the line, and what it will put an answer in the place of.
    #[arg(last = true, hide = true)]
    words: Option<Vec<OsString>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl Completions {
    /// The script; or, where that asked, the answer.
    pub(super) fn text(self, command: &Command, shelf: &Shelf, lang: Lang) -> String {
        match self.words {
            None => self.shell.script().to_owned(),
            Some(said) => {
                let said = said.iter().map(|word| word.to_string_lossy().into_owned());
                answered(command, shelf, lang, self.shell.asked(said.collect()))
            }
        }
    }
}

impl Shell {
    fn read(name: &str) -> Result<Shell, Sentence> {
        match name {
            "bash" => Ok(Shell::Bash),
            "zsh" => Ok(Shell::Zsh),
            "fish" => Ok(Shell::Fish),
            _ => {
                let shells = SHELLS.map(str::to_owned).to_vec();
                Err(Sentence::new("cli.wrong.shells").with("shells", shells))
            }
        }
    }

    fn script(self) -> &'static str {
        match self {
            Shell::Bash => include_str!("../../assets/completions/bash"),
            Shell::Zsh => include_str!("../../assets/completions/zsh"),
            Shell::Fish => include_str!("../../assets/completions/fish"),
        }
    }

    /// What is asked: the words as the program would get them, and how much of the last stays where it is.
    fn asked(self, mut said: Vec<String>) -> Asked {
        match self {
            Shell::Bash => {
                let part = said.get(1).cloned().unwrap_or_default();
                let words = line::words(said.first().map_or("", String::as_str));
                let last = words.last().map_or("", String::as_str);
                let stays = match part == last {
                    true => 0,
                    false => {
                        let part = line::words(&part).join(" ");
                        last.strip_suffix(&part).map_or(0, str::len)
                    }
                };
                Asked { words, stays }
            }
            Shell::Zsh => Asked {
                words: said,
                stays: 0,
            },
            // The last word comes as it was typed.
            Shell::Fish => {
                let last = said.pop().unwrap_or_default();
                said.push(line::words(&last).pop().unwrap_or_default());
                Asked {
                    words: said,
                    stays: 0,
                }
            }
        }
    }
}

/// A question of a shell.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    /// The words up to the cursor.
    words: Vec<String>,
    /// Bytes at the beginning of the last that answers leave out: bash puts them behind the last `=` or `:`.
    stays: usize,
}

fn answered(command: &Command, shelf: &Shelf, lang: Lang, mut asked: Asked) -> String {
    let last = asked.words.pop().unwrap_or_default();
    let mut place = Place::after_the_name(command);
    for word in asked.words.iter().skip(1) {
        place.pass(word);
    }
    let answer = place.may_stand(&last, shelf, lang);
    let files = if answer.files { "files" } else { "no files" };
    let mut lines = format!("{files}\n");
    for (value, about) in answer.candidates {
        if value.starts_with(&last) {
            lines += &format!("{}\n{about}\n", &value[asked.stays..]);
        }
    }
    lines
}

#[cfg(test)]
mod tests;
