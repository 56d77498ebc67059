//! A small screen cuts nothing that is said: every lesson is stepped to its end, and each step is drawn in each language.
//!
//! What is held is read off the picture: the words of `why`, of a question and of a verdict stand there whole; on the stage no
//! `…` stands for what matters; no line of the listing stands there twice; no rows are empty where others lack them.

use std::collections::{BTreeMap, BTreeSet};

use concurrium::app::Roles;
use concurrium::app::{App, Code, Input, Key, Open, Pane};
use concurrium::i18n::Lang;
use concurrium::lessons::{self, Lesson, Scene};
use concurrium::protocol::{Event, State, What};
use concurrium::view::cx::Cx;
use concurrium::view::theme::Theme;
use concurrium::view::{self, layout, markdown};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::lesson_tests::Set;
use crate::runs;

/// One step of a run as it is seen.
pub(crate) struct Picture<'a> {
    pub(crate) open: &'a Open,
    pub(crate) lang: Lang,
    /// Where the panes are.
    pub(crate) parts: layout::Parts,
    buffer: Buffer,
}

impl<'a> Picture<'a> {
    pub(crate) fn of(app: &'a App, size: (u16, u16)) -> Picture<'a> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        view::draw(app, &Theme::PLAIN, buffer.area, &mut buffer);
        let open = app.lesson().unwrap();
        Picture {
            open,
            lang: app.lang,
            parts: view::parts(
                &Cx::of(app, &Theme::PLAIN, &Roles::of(app)),
                open,
                buffer.area,
            ),
            buffer,
        }
    }

    /// What stands in a rectangle, row by row.
    pub(crate) fn rows(&self, area: Rect) -> Vec<String> {
        let rows = area.rows().map(|row| {
            let mut hidden = 0;
            let mut text = String::new();
            for at in row.positions() {
                if hidden > 0 {
                    hidden -= 1;
                    continue;
                }
                let symbol = self.buffer[at].symbol();
                text += symbol;
                if !symbol.is_ascii() {
                    hidden = symbol.width().saturating_sub(1);
                }
            }
            text.trim_end().to_owned()
        });
        rows.collect()
    }

    /// The whole screen.
    pub(crate) fn screen(&self) -> String {
        self.rows(self.buffer.area).join("\n")
    }

    /// A pane's rows below its rule.
    pub(crate) fn body(&self, pane: Pane) -> Vec<String> {
        let area = self.parts.pane(pane);
        let rows = self.rows(area);
        rows.into_iter().skip(1).collect()
    }

    /// Whether words stand in these rows, however they are broken into lines.
    fn says(rows: &[String], words: &str) -> bool {
        let letters = |text: &str| -> String { text.split_whitespace().collect() };
        letters(&rows.concat()).contains(&letters(words))
    }
}

/// A text of a lesson without its marks.
fn bare(text: &str) -> String {
    let lines = markdown::render(text, 10_000, &Theme::PLAIN, None);
    lines.iter().map(ToString::to_string).collect()
}

/// Steps a lesson to its end, in each language, as one who answers each question with its first choice, or its last; `see`
/// is shown the screen after each step.
pub(crate) fn step_through(
    lesson: &'static Lesson,
    size: (u16, u16),
    mut see: impl FnMut(&Picture<'_>),
) {
    let run = runs::run(&lesson.id, &Set::new());
    // Other answers have other verdicts: the second time, these alone are looked at.
    for last in [false, true] {
        let mut app = App::new(Lang::En, crate::shelf::plays());
        app.open(lesson, lesson.defaults());
        app.update(Input::Started);
        let mut beats = 0;
        for (at, event) in run.iter().enumerate() {
            app.update(Input::Happened(event.clone()));
            // What is looked back at was seen when it happened.
            if app.lesson().unwrap().past.is_some() {
                app.update(Input::Key(Key::plain(Code::End)));
            }
            let open = app.lesson().unwrap();
            let (asks, steps) = (open.predictions.open().is_some(), open.history.beats());
            let ends = at + 1 == run.len();
            let asked = open.predictions.shown().is_some();
            if (steps > beats || asks || ends) && (!last || asked) {
                beats = steps;
                for lang in Lang::ALL {
                    app.lang = lang;
                    see(&Picture::of(&app, size));
                }
            }
            answer(&mut app, last);
        }
        app.update(Input::Over(None));
        for lang in Lang::ALL {
            app.lang = lang;
            see(&Picture::of(&app, size));
        }
    }
}

pub(crate) fn answer(app: &mut App, last: bool) {
    let open = app.lesson().unwrap();
    if let Some(asked) = open.predictions.open() {
        let at = if last { asked.choices.len() - 1 } else { 0 };
        let letter = ["A", "B", "C", "D", "E", "F"][at].chars().next().unwrap();
        app.update(Input::Key(Key::char(letter)));
    }
}

/// What is wrong with a picture, a line each.
fn faults(picture: &Picture<'_>) -> Vec<String> {
    let mut faults = why(picture);
    faults.extend(question(picture));
    faults.extend(stage(picture));
    faults.extend(listing(picture));
    faults.extend(twice(picture));
    faults.extend(empty_rows(picture));
    faults
}

/// The words of `why` that aren't seen.
fn why(picture: &Picture<'_>) -> Vec<String> {
    let open = picture.open;
    let rows = picture.body(Pane::Why);
    let undecided = open.predictions.undecided();
    let undecided: Vec<&str> = undecided.map(|asked| &*asked.question.name).collect();
    let said = open.told(picture.lang, &undecided);
    let unseen = said.iter().map(|text| bare(text));
    unseen
        .filter(|words| !Picture::says(&rows, words))
        .map(|words| format!("why lacks {words:?}"))
        .collect()
}

/// The words of a question or a verdict that aren't seen.
fn question(picture: &Picture<'_>) -> Vec<String> {
    let open = picture.open;
    let Some(asked) = open.predictions.shown() else {
        return Vec::new();
    };
    let text = open.play.lesson.text(picture.lang);
    let ask = &text.questions[&asked.question.name];
    let filled =
        |text: &str| lessons::formula::filled(text, &open.play.settings, &open.play.lesson.knobs);
    let rows = picture.rows(picture.buffer.area);
    let words: Vec<String> = match asked.verdict {
        None => {
            let choices = asked.choices.iter().map(|choice| {
                let label = &ask.choices[choice.text].label;
                label.clone().unwrap_or_else(|| choice.value.clone())
            });
            std::iter::once(bare(&filled(&ask.question)))
                .chain(choices)
                .collect()
        }
        Some(_) => {
            let predicted = asked.predicted.as_deref();
            let choice = asked
                .choices
                .iter()
                .find(|choice| Some(&*choice.value) == predicted);
            let right = asked.is_right() == Some(true);
            let helping = open.is_decided_by_a_helper(asked);
            let why =
                choice.map(|choice| bare(&filled(ask.choices[choice.text].to(right, helping))));
            why.into_iter().collect()
        }
    };
    words
        .into_iter()
        .filter(|words| !Picture::says(&rows, words))
        .map(|words| format!("the question lacks {words:?}"))
        .collect()
}

/// The rows of the stage in which something is cut.
fn stage(picture: &Picture<'_>) -> Vec<String> {
    let rows = picture.body(Pane::Stage);
    // `put(…)` is a call whatever it is given; of a directory, `…/concurrium`, the last name is what is known.
    let cut = |row: &&String| row.replace("(…)", "").replace("…/", "").contains('…');
    rows.iter()
        .filter(cut)
        .filter(|row| !goes_on_elsewhere(picture.open, row))
        .map(|row| format!("the stage cuts {row:?}"))
        .collect()
}

/// Where a program is all that the scene is about: the code of a line goes on in the listing, and behind ` …` are variables more.
fn goes_on_elsewhere(open: &Open, row: &str) -> bool {
    let is_code = |before: &str| {
        let places = open.world.actors().filter_map(|actor| actor.at.as_ref());
        let lines = places.map(|at| open.play.listing.lines[at.line as usize - 1].text.trim());
        let begins = |line: &str| (4..line.len()).any(|n| before.ends_with(&line[..n]));
        lines.into_iter().any(begins)
    };
    let before = row.strip_suffix('…');
    open.scene() == Scene::Program
        && before.is_some_and(|before| before.ends_with(' ') || is_code(before))
}

/// The lines that aren't whole in the listing's pane: where somebody stands, what is asked about, and, when the lesson opens,
/// what it is about.
fn listing(picture: &Picture<'_>) -> Vec<String> {
    let open = picture.open;
    let (lesson, listing) = (open.play.lesson, &open.play.listing);
    let mut wanted: Vec<usize> = Vec::new();
    let actor = open.highlighted().and_then(|id| open.world.actor(id));
    let runs = actor.filter(|actor| !matches!(actor.state, State::Ended | State::Zombie));
    let stands = runs.and_then(|actor| actor.at.as_ref());
    wanted.extend(stands.map(|place| place.line as usize - 1));
    let is_line = |event: &&Event| matches!(event.what, What::Line(_));
    let opens = open.history.events().iter().filter(is_line).count() == 1;
    let asked = open.predictions.open();
    let passage = match asked {
        Some(asked) => lesson.asked_about(asked.question),
        None => lesson.about.clone().filter(|_| opens),
    };
    if let Some(passage) = passage {
        wanted.extend(passage.lines(listing).expect("lines that are there"));
    }
    let folds = listing.folds();
    let folded = |at: &usize| folds.iter().any(|fold| fold.lines.contains(at));
    let rows = picture.body(Pane::Listing);
    let code = |at: &usize| listing.lines[*at].text.trim().to_owned();
    let said = wanted
        .iter()
        .filter(|at| !folded(at) && !code(at).is_empty());
    said.map(|at| format!("{}{}", at + 1, code(at)))
        .filter(|line| !Picture::says(&rows, line))
        .map(|line| format!("the listing lacks {line:?}"))
        .collect()
}

/// The lines whose number stands in the listing more than once.
fn twice(picture: &Picture<'_>) -> Vec<String> {
    let pane = picture.parts.pane(Pane::Listing);
    let before = if pane.width < 40 { 4 } else { 7 };
    let digits = picture.open.lines().len().to_string().len();
    let rows = picture.body(Pane::Listing);
    let number = |row: &String| -> Option<usize> {
        let number: String = row.chars().skip(before).take(digits).collect();
        number.trim().parse().ok()
    };
    let mut seen = BTreeSet::new();
    let numbers = rows.iter().filter_map(number);
    numbers
        .filter(|number| !seen.insert(*number))
        .map(|number| format!("the listing has line {number} twice"))
        .collect()
}

/// The panes that show a part only while rows are empty elsewhere.
fn empty_rows(picture: &Picture<'_>) -> Vec<String> {
    let spare = |pane| {
        let rows = picture.body(pane);
        rows.iter().rev().take_while(|row| row.is_empty()).count()
    };
    // Who lies side by side has rows to give only where all of them have; those for the longest note are kept.
    let blocks = [[Pane::Stage, Pane::Listing].as_slice(), &[Pane::Timeline]];
    let is_cut = |pane: &Pane| {
        let rule = picture.rows(picture.parts.pane(*pane));
        rule.first()
            .is_some_and(|rule| rule.contains('–') && rule.contains(char::is_numeric))
    };
    let panes = [Pane::Stage, Pane::Timeline, Pane::Why];
    let Some(cut) = panes.iter().find(|pane| is_cut(pane)) else {
        return Vec::new();
    };
    let spare = blocks
        .into_iter()
        .filter(|block| !block.contains(cut))
        .filter(|block| {
            let shown = block
                .iter()
                .filter(|pane| !picture.parts.pane(**pane).is_empty());
            shown.map(|pane| spare(*pane)).min().unwrap_or(0) > 0
        });
    spare
        .map(|block| format!("{cut:?} shows a part only, while {block:?} have empty rows"))
        .collect()
}

#[test]
fn at_80_by_24_nothing_that_is_said_is_cut() {
    let found = crate::shelf::each(|lesson| {
        let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
        step_through(lesson, (80, 24), |picture| {
            for fault in faults(picture) {
                let fault = format!("{} {:?}: {fault}", lesson.id, picture.lang);
                found.entry(fault).or_insert((0, picture.screen())).0 += 1;
            }
        });
        found
    });
    let all: BTreeMap<_, _> = found.into_iter().flatten().collect();
    for (fault, (times, screen)) in &all {
        println!("{times}× {fault}\n{screen}\n");
    }
    let faults: Vec<&String> = all.keys().collect();
    assert!(all.is_empty(), "{faults:#?}");
}

#[test]
fn at_80_by_24_no_sentence_of_a_knob_is_cut() {
    let mut cut = Vec::new();
    for lesson in crate::shelf::all() {
        let mut app = App::new(Lang::En, crate::shelf::plays());
        app.open(lesson, lesson.defaults());
        app.update(Input::Started);
        app.update(Input::Key(Key::char('o')));
        for knob in &lesson.knobs {
            for lang in Lang::ALL {
                app.lang = lang;
                let said = bare(&lesson.text(lang).knobs[&knob.name]);
                let picture = Picture::of(&app, (80, 24));
                let screen = picture.screen();
                // What lies beside the box is narrower than the box.
                let inside = |row: &str| {
                    row.split('│')
                        .max_by_key(|part| part.width())
                        .map(str::to_owned)
                };
                let rows: Vec<String> = screen.lines().filter_map(inside).collect();
                if !Picture::says(&rows, &said) {
                    cut.push(format!("{} {} {lang:?}:\n{screen}", lesson.id, knob.name));
                }
            }
            app.update(Input::Key(Key::plain(Code::Down)));
        }
    }
    assert!(cut.is_empty(), "{}", cut.join("\n\n"));
}
