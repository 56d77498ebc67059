//! A question before it shows, and afterwards how the prediction came out: in the place of the timeline.
//!
//! Never knows how an answer becomes known.

mod tally;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{App, Open, Overlay, Vote};
use crate::i18n::Lang;
use crate::lessons::{Ask, ChoiceText, formula};
use crate::predict::votes::{self, Majority};
use crate::predict::{Asked, Choice, Verdict};
use crate::view::cx::Cx;
use crate::view::ink::{self, span};
use crate::view::markdown;
use crate::view::pane::countdown;
use crate::view::pane::edge::{body, prose, prose_width};
use crate::view::pane::predict::tally::Row;
use crate::view::wrap::wrap;

/// The letters of the choices, in their order.
const LETTERS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

/// What of a rule's width is neither title nor hint, nor between the parts of the title.
const RULE: usize = 12;

/// The least of a question that says which one it was.
const SHORTEST: usize = 12;

/// What is between two choices on a line.
const GAP: usize = 3;

/// The question to be shown now, or the verdict. In the past and in a replay, where the answer has been seen, none but the verdict of
/// the step that shows it.
pub fn shown<'a>(app: &App, open: &'a Open) -> Option<&'a Asked> {
    let predictions = &open.predictions;
    if vote(app).is_some() {
        return predictions.votable();
    }
    let live = open.is_at_the_front();
    let shown = match live {
        true => predictions.shown(),
        false => open.verdict_here(),
    };
    let voted = || predictions.voted_at(open.position());
    let shown = shown.or_else(|| voted().filter(|_| live));
    shown.filter(|asked| !holds(app) || asked.verdict.is_none())
}

/// Hands that are being counted.
fn vote(app: &App) -> Option<&Vote> {
    match app.overlays.last() {
        Some(Overlay::Vote(vote)) => Some(vote),
        _ => None,
    }
}

/// The seconds that are left to vote, where a countdown was set.
pub(in crate::view) fn left(app: &App) -> Option<u32> {
    vote(app)?.left
}

/// Whether a presenter holds answers back.
fn holds(app: &App) -> bool {
    let presenting = app.presenting.as_ref();
    presenting.is_some_and(|presenting| presenting.holds)
}

/// The questions of which nothing may be said yet: those that aren't decided, and, while a presenter holds answers back, all.
pub(in crate::view) fn undecided<'a>(app: &App, open: &'a Open) -> Vec<&'a str> {
    if !app.predicting {
        return Vec::new();
    }
    let decided = open.predictions.asked().into_iter();
    let kept = decided.filter(|asked| asked.verdict.is_some() && holds(app));
    let all = open.predictions.undecided().chain(kept);
    all.map(|asked| &*asked.question.name).collect()
}

/// Draws a question, or a verdict.
pub fn draw(cx: &Cx<'_>, open: &Open, asked: &Asked, area: Rect, buf: &mut Buffer) {
    let inner = prose(body(area));
    let rows = usize::from(inner.height);
    let lines = parts(cx, open, asked, usize::from(inner.width)).in_rows(rows);
    let (title, hint) = title(cx, open, asked);
    let mut left = usize::from(area.width).saturating_sub(RULE + ink::width(&title));
    left = left.saturating_sub(hint.as_ref().map_or(0, Span::width));
    let title = span(title, cx.theme.bold().patch(cx.theme.accent(cx.model)));
    // Before a class the question itself stays.
    let again = asked
        .verdict
        .as_ref()
        .filter(|_| cx.app.presenting.is_none());
    let again = again.map(|_| short(cx, open, asked));
    let again = again.filter(|_| left >= SHORTEST);
    let again = again.map(|asked| format!(" · {}", ink::clip_text(&asked, left)));
    let again = again.map(|again| span(again, cx.theme.dim()));
    let title: Vec<_> = std::iter::once(title).chain(again).collect();
    ink::rule(area, &title, hint, cx.theme.faint(), buf);
    let more = lines.len() > rows;
    for (row, mut line) in lines.into_iter().take(rows).enumerate() {
        if more && row + 1 == rows {
            line.push_span(span(" …", cx.theme.dim()));
        }
        ink::put(inner, 0, row, line, buf);
    }
}

/// What stands in the rule: what is asked of whom, and the keys that go on from here.
fn title(cx: &Cx<'_>, open: &Open, asked: &Asked) -> (String, Option<Span<'static>>) {
    let dim = |key: &str| Some(span(cx.word(key), cx.theme.dim()));
    let closed = asked.rounds.last();
    if let Some(vote) = vote(cx.app) {
        let (round, count) = ((vote.round + 1).to_string(), vote.count().to_string());
        let title = cx.say("present.vote", &[("round", &round), ("count", &count)]);
        let left = vote.left.map(countdown::clock);
        return (
            title,
            left.map(|left| span(left, cx.theme.waiting().patch(cx.theme.bold()))),
        );
    }
    match (&asked.verdict, closed) {
        (None, None) => {
            let (at, of) = open.predictions.place(asked);
            let with = [("at", &*at.to_string()), ("of", &of.to_string())];
            let hint = match cx.app.presenting {
                Some(_) => "present.hint",
                None => "predict.hint",
            };
            (cx.say("predict.title", &with), dim(hint))
        }
        (None, Some(hands)) => {
            let round = asked.rounds.len().to_string();
            let title = match votes::majority(hands) {
                Majority::Tied(tied) => {
                    let letters = tied.iter().filter_map(|&at| LETTERS.get(at).copied());
                    let letters: Vec<&str> = letters.collect();
                    let letters = letters.join(cx.word("present.and"));
                    cx.say("present.tied", &[("round", &round), ("letters", &letters)])
                }
                Majority::For(_) | Majority::Nobody => {
                    let count = hands.iter().map(|hands| u64::from(*hands)).sum::<u64>();
                    let count = count.to_string();
                    cx.say("present.closed", &[("round", &round), ("count", &count)])
                }
            };
            (title, dim("present.closed_hint"))
        }
        (Some(verdict), closed) => {
            let said = asked.predicted.as_deref();
            let said = said.map(|said| name(open, asked, said, cx.lang));
            let title = match (closed, said) {
                (Some(_), None) => cx.word("present.no_majority").to_owned(),
                (None, None) => cx.word("predict.unanswered").to_owned(),
                (Some(_), Some(said)) => cx.say("present.verdict", &[("said", &said)]),
                (None, Some(said)) => cx.say("predict.verdict", &[("said", &said)]),
            };
            (
                title,
                dim(match verdict.schedule {
                    _ if open.verdict_here().is_some() => "predict.here",
                    _ if open.predictions.is_covered() => "predict.next",
                    Some(_) => "predict.follow",
                    None => "predict.show",
                }),
            )
        }
    }
}

/// How many rows a question, or its verdict, needs in a pane of this width.
pub(in crate::view) fn rows(cx: &Cx<'_>, open: &Open, asked: &Asked, width: u16) -> usize {
    parts(cx, open, asked, prose_width(width)).all().len()
}

/// What there is to show, in this order; what doesn't fit gives way from below, but for the choices.
struct Parts {
    question: Vec<Line<'static>>,
    /// Its last sentence, which asks.
    asks: Vec<Line<'static>>,
    choices: Vec<Line<'static>>,
    /// The choices in fewer rows.
    few: Vec<Line<'static>>,
    /// The verdict.
    said: Vec<Line<'static>>,
    /// Whether empty lines stand between.
    airy: bool,
}

impl Parts {
    /// All of it.
    fn all(&self) -> Vec<Line<'static>> {
        joined([&self.question, &self.choices, &self.said], self.airy)
    }

    /// As much of it as so many rows hold; more, where nothing is left to give way.
    fn in_rows(&self, rows: usize) -> Vec<Line<'static>> {
        let Self {
            question,
            asks,
            choices,
            few,
            said,
            airy,
        } = self;
        let fits = |lines: &Vec<Line<'static>>| lines.len() <= rows;
        let with_all = [(question, choices), (asks, choices)];
        let whole = with_all.into_iter().flat_map(|(question, choices)| {
            [*airy, false].map(|airy| joined([question, choices, said], airy))
        });
        if let Some(lines) = whole.into_iter().find(fits) {
            return lines;
        }
        let least = [
            (question, choices),
            (asks, choices),
            (question, few),
            (asks, few),
        ];
        let mut least = least
            .into_iter()
            .map(|(question, choices)| joined([question, choices, &Vec::new()], false));
        match least.find(fits) {
            Some(lines) => lines.into_iter().chain(said.iter().cloned()).collect(),
            // The choices are what must be seen.
            None => {
                let room = rows.saturating_sub(few.len()).max(1);
                let asks = asks.iter().take(room);
                asks.chain(few).chain(said).cloned().collect()
            }
        }
    }
}

fn joined(parts: [&Vec<Line<'static>>; 3], airy: bool) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if airy && !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(part.iter().cloned());
    }
    lines
}

fn parts(cx: &Cx<'_>, open: &Open, asked: &Asked, width: usize) -> Parts {
    let class = cx.app.presenting.is_some();
    let question = || words(open, asked, cx.lang).map_or("", |ask| &ask.question);
    let render = |text: &str| markdown::render(&filled(text, open), width, cx.theme, cx.model);
    let (question, asks) = match class || asked.verdict.is_none() {
        true => (
            render(question()),
            wrap(&[span(short(cx, open, asked), cx.theme.ground())], width),
        ),
        false => (Vec::new(), Vec::new()),
    };
    let (choices, few) = choices(cx, open, asked, width);
    let said = match (&asked.verdict, vote(cx.app)) {
        (Some(verdict), None) => came_out(cx, open, asked, verdict, width),
        _ => Vec::new(),
    };
    Parts {
        question,
        asks,
        choices,
        few,
        said,
        airy: class,
    }
}

/// The choices; and the same in fewer rows.
fn choices(
    cx: &Cx<'_>,
    open: &Open,
    asked: &Asked,
    width: usize,
) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
    let vote = vote(cx.app);
    let truth = asked.verdict.as_ref().filter(|_| vote.is_none());
    let rows = LETTERS
        .iter()
        .zip(&asked.choices)
        .map(|(letter, choice)| Row {
            letter,
            name: name(open, asked, &choice.value, cx.lang),
            right: truth.is_some_and(|verdict| verdict.truth == choice.value),
        });
    let rows: Vec<Row> = rows.collect();
    let counted = |rounds: &[Vec<u32>]| {
        let words: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| tally::in_words(row, rounds, at))
            .collect();
        (
            tally::counted(cx, &rows, rounds, width),
            laid_out(cx, &words, width),
        )
    };
    let names = || {
        laid_out(
            cx,
            &rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(),
            width,
        )
    };
    match (vote, truth) {
        (Some(vote), _) if vote.shown => {
            let mut rounds = asked.rounds.clone();
            rounds.truncate(vote.round);
            rounds.push(vote.hands.clone());
            counted(&rounds)
        }
        (Some(vote), _) => (tally::counting(cx, &rows, vote, width), names()),
        (None, Some(_)) if cx.app.presenting.is_none() => (Vec::new(), Vec::new()),
        (None, None) if asked.rounds.is_empty() => (names(), names()),
        (None, _) => counted(&asked.rounds),
    }
}

/// What a lesson's text says of a question.
fn words<'a>(open: &'a Open, asked: &Asked, lang: Lang) -> Option<&'a Ask> {
    open.play
        .lesson
        .text(lang)
        .questions
        .get(&asked.question.name)
}

fn about<'a>(open: &'a Open, asked: &Asked, choice: &Choice, lang: Lang) -> Option<&'a ChoiceText> {
    words(open, asked, lang)?.choices.get(choice.text)
}

/// An answer as people read it: the choice's own name, where it has one.
fn name(open: &Open, asked: &Asked, value: &str, lang: Lang) -> String {
    let choice = asked.choices.iter().find(|choice| choice.value == value);
    let label = choice
        .and_then(|choice| about(open, asked, choice, lang))
        .and_then(|text| text.label.clone());
    label.unwrap_or_else(|| value.to_owned())
}

/// What was predicted and isn't known yet, for the rule of the why pane; nothing while another prediction's verdict is read.
pub fn waiting(cx: &Cx<'_>, open: &Open) -> Option<String> {
    let known = open
        .predictions
        .asked()
        .iter()
        .any(|asked| asked.verdict.is_some());
    if holds(cx.app) && known {
        return Some(cx.word("present.held").to_owned());
    }
    if shown(cx.app, open).is_some_and(|asked| asked.verdict.is_some()) {
        return None;
    }
    let waiting = open.predictions.waiting().last();
    let (asked, said) = waiting.and_then(|asked| Some((asked, asked.predicted.as_ref()?)))?;
    let value = name(open, asked, said, cx.lang);
    Some(cx.say("predict.waiting", &[("value", &value)]))
}

fn filled(text: &str, open: &Open) -> String {
    formula::filled(text, &open.play.settings, &open.play.lesson.knobs)
}

/// The choices behind their letters: in columns, or, where not even two fit side by side, one after the other.
fn laid_out(cx: &Cx<'_>, choices: &[String], width: usize) -> Vec<Line<'static>> {
    let widest = choices.iter().map(|choice| ink::width(choice)).max();
    let column = widest.unwrap_or(0) + 2 + GAP;
    let columns = match (width + GAP) / column {
        0 | 1 => None,
        // Two and two read better than three and one.
        3 if choices.len() == 4 => Some(2),
        columns => Some(columns),
    };
    let mut lines: Vec<Line<'static>> = Vec::new();
    // How far the next one in the row stands behind this one: behind the last there need be no room.
    let mut gap = 0;
    for (at, (letter, choice)) in LETTERS.iter().zip(choices).enumerate() {
        let choice = ink::clip_text(choice, width.saturating_sub(2));
        let wide = ink::width(&choice) + 2;
        let begins = match (columns, lines.last()) {
            (_, None) => true,
            (Some(columns), _) => at % columns == 0,
            (None, Some(line)) => line.width() + gap + wide > width,
        };
        if begins {
            lines.push(Line::default());
            gap = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_span(span(" ".repeat(gap), cx.theme.ground()));
            line.push_span(span(
                *letter,
                cx.theme.bold().patch(cx.theme.accent(cx.model)),
            ));
            line.push_span(span(format!(" {choice}"), cx.theme.ground()));
        }
        gap = columns.map_or(GAP, |_| column.saturating_sub(wide));
    }
    lines
}

/// What was asked: its last sentence, which asks. What stands in brackets is no end of one.
fn short(cx: &Cx<'_>, open: &Open, asked: &Asked) -> String {
    let question = words(open, asked, cx.lang).map_or("", |ask| &ask.question);
    let bare = markdown::render(&filled(question, open), usize::MAX, cx.theme, cx.model);
    let whole: String = bare.iter().map(Line::to_string).collect();
    let ends = [". ", "。", "；", "; ", ": ", "："];
    let (mut begins, mut brackets) = (0, 0_usize);
    for (at, sign) in whole.char_indices() {
        match sign {
            '(' | '（' => brackets += 1,
            ')' | '）' => brackets = brackets.saturating_sub(1),
            _ if brackets > 0 => {}
            _ => {
                let end = ends.iter().find(|end| whole[at..].starts_with(**end));
                begins = end.map_or(begins, |end| at + end.len());
            }
        }
    }
    whole[begins..].trim().to_owned()
}

fn came_out(
    cx: &Cx<'_>,
    open: &Open,
    asked: &Asked,
    verdict: &Verdict,
    width: usize,
) -> Vec<Line<'static>> {
    let predicted = asked.predicted.as_deref().unwrap_or_default();
    let truth = name(open, asked, &verdict.truth, cx.lang);
    let good = cx.theme.bold().patch(cx.theme.accent(cx.model));
    let (key, style) = match asked.is_right() {
        Some(true) => ("predict.right", good),
        Some(false) => ("predict.wrong", cx.theme.error()),
        None => ("predict.answer", good),
    };
    let choice = asked
        .choices
        .iter()
        .find(|choice| choice.value == predicted);
    // Nothing was predicted, or a number that is no choice's: what there is to say is said of the truth.
    let choice = choice.or_else(|| {
        let mut choices = asked.choices.iter();
        choices.find(|choice| choice.value == verdict.truth)
    });
    // An answer that is no choice's comes of what was done by hand, and no reason speaks of that.
    let own = asked.choices.iter().any(|one| one.value == verdict.truth);
    let said = match own {
        true => choice.and_then(|choice| {
            let text = about(open, asked, choice, cx.lang)?;
            let helping = open.is_decided_by_a_helper(asked);
            Some(text.to(choice.value == verdict.truth, helping))
        }),
        false => Some(cx.word("predict.by_hand")),
    };
    let mut head = cx.say(key, &[("truth", &truth)]);
    // The reason speaks of what was chosen: named just before it, where there is room, it can't be taken to speak of the truth.
    if own && choice.is_some_and(|choice| choice.value == predicted && predicted != verdict.truth) {
        let named = name(open, asked, predicted, cx.lang);
        let why = cx.say("predict.why_not", &[("truth", &truth), ("said", &named)]);
        head = if ink::width(&why) <= width { why } else { head };
    }
    let mut lines = wrap(&[span(head, style)], width);
    if let Some(text) = said {
        lines.extend(markdown::render(
            &filled(text, open),
            width,
            cx.theme,
            cx.model,
        ));
    }
    lines
}
