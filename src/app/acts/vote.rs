//! The keys of a vote: rounds of the open question, hands counted or typed, a countdown, bars shown, the round closed and
//! opened again.
//!
//! Never knows how any of it is drawn.

use crate::app::effect::Effect;
use crate::app::state::App;
use crate::app::state::overlay::Overlay;
use crate::app::state::voting::Vote;
use crate::i18n::word;
use crate::predict::votes::Majority;

/// By how many seconds `T` sets the countdown higher, and the highest.
const COUNTDOWN: (u32, u32) = (30, 300);

/// The letters of the choices.
const LETTERS: &str = "ABCDEF";

/// Begins to count hands for the open question; for one that was voted on and isn't decided, another round.
pub(in crate::app) fn begin(app: &mut App) -> Vec<Effect> {
    if app.presenting.is_none() {
        app.notice = Some(word(app.lang, "app.vote_elsewhere").to_owned());
        return Vec::new();
    }
    let asked = app.lesson_mut().and_then(|open| {
        open.go_live();
        open.playing = false;
        if open.predictions.is_covered() {
            open.predictions.goes_on(1); // the verdict before it has been read
        }
        let asked = open.predictions.votable()?;
        Some(Vote::of(asked.rounds.len(), vec![0; asked.choices.len()]))
    });
    match asked {
        Some(vote) => app.overlays.push(Overlay::Vote(vote)),
        None => app.notice = Some(why_not(app)),
    }
    Vec::new()
}

/// What to do where there is nothing to vote on.
fn why_not(app: &App) -> String {
    let has_none = app
        .lesson()
        .is_some_and(|open| open.play.lesson.questions.is_empty());
    let key = match () {
        () if has_none => "app.vote_never",
        () if !app.predicting => "app.vote_unasked",
        () => "app.vote_later",
    };
    word(app.lang, key).to_owned()
}

/// Opens the round that was closed last again.
pub(in crate::app) fn reopen(app: &mut App) -> Vec<Effect> {
    let again = app.lesson_mut().and_then(|open| {
        let asked = open.predictions.votable()?;
        let hands = asked.rounds.last()?.clone();
        let round = asked.rounds.len() - 1;
        open.go_live();
        open.playing = false;
        Some(Vote::of(round, hands))
    });
    match again {
        Some(vote) => app.overlays.push(Overlay::Vote(vote)),
        None => app.notice = Some(word(app.lang, "app.no_round").to_owned()),
    }
    Vec::new()
}

fn voting(app: &mut App, act: impl FnOnce(&mut Vote)) -> Vec<Effect> {
    if let Some(Overlay::Vote(vote)) = app.overlays.last_mut() {
        act(vote);
    }
    Vec::new()
}

/// A digit: one of the count that is typed, otherwise a hand, 1 for the choice A.
pub(in crate::app) fn digit(app: &mut App, digit: Option<char>) -> Vec<Effect> {
    let Some(digit) = digit.and_then(|digit| digit.to_digit(10)) else {
        return Vec::new();
    };
    voting(app, |vote| match (vote.typed, digit.checked_sub(1)) {
        (Some(_), _) => vote.digit(digit),
        (None, Some(at)) => vote.hand(at as usize),
        (None, None) => {}
    })
}

/// A letter: the count of its choice is typed.
pub(in crate::app) fn letter(app: &mut App, letter: Option<char>) -> Vec<Effect> {
    let at = letter.and_then(|letter| LETTERS.find(letter.to_ascii_uppercase()));
    voting(app, |vote| {
        if let Some(at) = at {
            vote.types(at);
        }
    })
}

/// Takes the last digit, or the last count, back.
pub(in crate::app) fn take_back(app: &mut App) -> Vec<Effect> {
    voting(app, Vote::take_back)
}

/// Shows hands and bars before the round is closed, or hides them.
pub(in crate::app) fn show(app: &mut App) -> Vec<Effect> {
    voting(app, |vote| vote.shown = !vote.shown)
}

/// Sets the countdown: half a minute more each time, and none after the highest.
pub(in crate::app) fn countdown(app: &mut App) -> Vec<Effect> {
    let (more, most) = COUNTDOWN;
    voting(app, |vote| {
        let set = vote.left.unwrap_or(0) / more * more + more;
        vote.left = (set <= most).then_some(set);
    })
}

/// Whether a countdown runs.
pub(in crate::app) fn counts_down(app: &App) -> bool {
    matches!(app.overlays.last(), Some(Overlay::Vote(vote)) if vote.left.is_some_and(|left| left > 0))
}

/// A second has gone by.
pub(in crate::app) fn second(app: &mut App) {
    voting(app, |vote| {
        vote.left = vote.left.map(|left| left.saturating_sub(1));
    });
}

/// Enter: the count that is typed is done; with nothing typed the round is closed, and what most hands are for is what the
/// class predicts.
pub(in crate::app) fn close(app: &mut App) -> Vec<Effect> {
    let typed = match app.overlays.last_mut() {
        Some(Overlay::Vote(vote)) => vote.typed_is_done(),
        _ => true,
    };
    if typed {
        return Vec::new();
    }
    let Some(Overlay::Vote(vote)) = app.overlays.pop() else {
        return Vec::new();
    };
    let Some(open) = app.lesson_mut() else {
        return Vec::new();
    };
    let position = open.history.len();
    let majority = open.predictions.vote(vote.round, vote.hands, position);
    if majority == Majority::Nobody {
        app.notice = Some(word(app.lang, "app.no_hands").to_owned());
    }
    Vec::new()
}

/// Esc: the count that is typed is forgotten, otherwise the round; what was counted before it stays.
pub(in crate::app) fn cancel(app: &mut App) -> Vec<Effect> {
    match app.overlays.last_mut() {
        Some(Overlay::Vote(vote)) if vote.typed.is_some() => vote.typed = None,
        _ => drop(app.overlays.pop()),
    }
    Vec::new()
}
