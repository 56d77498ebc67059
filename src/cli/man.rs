//! `man [SUBCOMMAND]`: a page of the manual as roff, from the one definition of the command line.
//!
//! Never shows it: `man` does.

use clap::{Args, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::i18n::{Lang, Sentence, environment, word};

/// The manual's section: what a user calls.
const SECTION: &str = "1";

/// What each exit code means: `manual.exit_CODE` in the catalogue.
const EXIT_CODES: [&str; 3] = ["0", "1", "2"];

/// The headings that the generator writes, and where their words are.
const HEADINGS: [(&str, &str); 4] = [
    (".SH NAME\n", "manual.name"),
    (".SH SYNOPSIS\n", "manual.synopsis"),
    (".SH DESCRIPTION\n", "manual.description"),
    (".SH OPTIONS\n", "manual.options"),
];

#[derive(Args)]
pub(super) struct Manual {
    subcommand: Option<String>,
}

impl Manual {
    /// The page.
    ///
    /// # Errors
    /// There is no such subcommand.
    pub(super) fn page(&self, whole: &Command, lang: Lang) -> Result<String, Sentence> {
        let Some(name) = &self.subcommand else {
            return Ok(page(whole, true, lang));
        };
        let one = whole.find_subcommand(name);
        let unknown = || {
            let have = whole.get_subcommands();
            let have: Vec<String> = have.map(|one| one.get_name().to_owned()).collect();
            Sentence::new("cli.wrong.no_such_command")
                .with("command", name)
                .with("have", have)
        };
        one.map(|one| page(one, false, lang)).ok_or_else(unknown)
    }
}

fn page(command: &Command, whole: bool, lang: Lang) -> String {
    let commands = word(lang, "manual.commands");
    let man = Man::new(command.clone().subcommand_help_heading(commands));
    // Writing to memory can't fail.
    let mut out = Vec::new();
    let _ = man.render_name_section(&mut out);
    let _ = man.render_synopsis_section(&mut out);
    let _ = man.render_description_section(&mut out);
    let _ = man.render_options_section(&mut out);
    if whole {
        let _ = man.render_subcommands_section(&mut out);
    }
    let _ = after(command, whole, lang).to_writer(&mut out);
    let mut page = title(command) + &String::from_utf8_lossy(&out);
    for (heading, key) in HEADINGS {
        page = page.replace(heading, &format!(".SH {:?}\n", word(lang, key)));
    }
    page
}

/// The generator leaves an empty date out, and all that follows would take the wrong place. Words of two languages in a line are far
/// apart when it is filled to the margin, and an option that is broken can't be typed: neither is done.
fn title(command: &Command) -> String {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let version = env!("CARGO_PKG_VERSION");
    format!(".TH {name} {SECTION} \"\" \"Concurrium {version}\" \"Concurrium\"\n.ad l\n.nh\n")
}

/// What the generator doesn't know.
fn after(command: &Command, whole: bool, lang: Lang) -> Roff {
    let mut roff = Roff::new();
    let rows = |roff: &mut Roff, key, rows: &mut dyn Iterator<Item = (&str, &str)>| {
        roff.control("SH", [word(lang, key)]);
        for (name, means) in rows {
            roff.control("TP", []);
            roff.text([bold(name)]);
            roff.text([roman(means)]);
        }
    };
    if whole {
        let variables = environment::VARIABLES;
        let mut variables = variables
            .map(|name| (name, environment::sentence(lang, name)))
            .into_iter();
        rows(&mut roff, "manual.environment", &mut variables);
    } else if let Some(more) = command.get_after_help() {
        roff.control("SH", [word(lang, "manual.more")]);
        roff.control("nf", []);
        for line in more.to_string().lines() {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    let codes = EXIT_CODES.map(|code| (code, word(lang, &format!("manual.exit_{code}"))));
    rows(&mut roff, "manual.exit", &mut codes.into_iter());
    roff.control("SH", [word(lang, "manual.see_also")]);
    let others = match whole {
        true => "python3(1), man(1), https://docs.python.org/3/library/concurrency.html",
        false => "concurrium(1)",
    };
    roff.text([roman(others)]);
    roff
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::cli::help;

    fn of(subcommand: Option<&str>, lang: Lang) -> Result<String, Sentence> {
        let subcommand = subcommand.map(str::to_owned);
        Manual { subcommand }.page(&help::command(lang), lang)
    }

    #[test]
    fn a_page_has_what_the_definition_says_under_headings_in_its_language() {
        let page = of(Some("run"), Lang::En).unwrap();
        let said = word(Lang::En, "cli.run.json");
        let title = ".TH concurrium-run 1 \"\" \"Concurrium ";
        for said in [
            title,
            ".SH \"NAME\"",
            "concurrium\\-run \\- ",
            "\\-\\-json",
            said,
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let whole = of(None, Lang::Zh).unwrap();
        assert!(
            whole.contains(".SH 命令\n.TP\nconcurrium\\-open(1)"),
            "{whole}"
        );
        assert!(
            !whole.contains(".SH NAME") && !whole.contains('⟨'),
            "{whole}"
        );
        assert!(of(Some("stay"), Lang::En).is_err());
    }
}
