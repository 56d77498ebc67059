//! What was voted and predicted, as a table for a file: a row for each choice of each round. Nothing in it is about anybody.
//!
//! ```text
//! asked,lesson,knobs,question,round,choice,answer,hands,right
//! 1,fork-tree,forks=3 shape=doubling,processes,1,A,4,17,no
//! ```
//! The whole table is handed out anew whenever it changes: so it is in the file however the program ends.
//! Never knows where the file is written.

use crate::app::effect::Effect;
use crate::app::state::App;
use crate::app::state::open::Open;
use crate::app::state::results::Results;
use crate::predict::Asked;

/// The letters of the choices, in their order.
const LETTERS: &str = "ABCDEF";

/// The table with the rows of this run.
fn with(results: &Results, open: &Open) -> String {
    let settings = open.play.settings.as_map().iter();
    let knobs = settings.map(|(knob, value)| format!("{knob}={value}"));
    let knobs = knobs.collect::<Vec<_>>().join(" ");
    let said = |asked: &&&Asked| asked.predicted.is_some() || !asked.rounds.is_empty();
    let asked = open.predictions.asked();
    let mut table = results.before.clone();
    for (n, asked) in (results.asked + 1..).zip(asked.iter().filter(said)) {
        let begins = [
            &*n.to_string(),
            &open.play.lesson.id,
            &knobs,
            &asked.question.name,
        ];
        let begins = begins.map(field).join(",");
        for row in rows(asked) {
            table += &format!("{begins},{row}\n");
        }
    }
    table
}

/// The rows of a question: those of each round, otherwise what was predicted.
fn rows(asked: &Asked) -> Vec<String> {
    let truth = asked.verdict.as_ref().map(|verdict| &verdict.truth);
    let row = |round: &str, at: Option<usize>, answer: &String, hands: u32| {
        let letter = at.and_then(|at| LETTERS.get(at..=at)).unwrap_or_default();
        let right = match truth {
            None => "",
            Some(truth) if truth == answer => "yes",
            Some(_) => "no",
        };
        let answer = field(answer);
        format!("{round},{letter},{answer},{hands},{right}")
    };
    let mut rows = Vec::new();
    for (round, hands) in (1..).zip(&asked.rounds) {
        let round = i32::to_string(&round);
        let choices = asked.choices.iter().zip(hands).enumerate();
        rows.extend(
            choices.map(|(at, (choice, &hands))| row(&round, Some(at), &choice.value, hands)),
        );
    }
    if let Some(predicted) = asked.predicted.as_ref().filter(|_| rows.is_empty()) {
        let at = asked
            .choices
            .iter()
            .position(|choice| choice.value == *predicted);
        rows.push(row("", at, predicted, 1));
    }
    rows
}

/// A field as RFC 4180 has it.
fn field(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// Hands the table out when it has changed.
pub(in crate::app) fn keep(app: &mut App, effects: &mut Vec<Effect>) {
    let Some((results, open)) = app.results.as_ref().zip(app.lesson()) else {
        return;
    };
    let table = with(results, open);
    if table == results.table {
        return;
    }
    effects.push(Effect::Results {
        file: results.file.clone(),
        table: table.clone(),
    });
    if let Some(results) = &mut app.results {
        results.table = table;
    }
}
