//! Drills on the screen, one after the other: answered by a letter, then told how it is.
//!
//! Never knows how a drill is made.

use crate::app::effect::Effect;
use crate::app::state::overlay::Overlay;
use crate::app::state::quizzing::Quizzing;
use crate::app::state::{App, Screen};
use crate::lessons::DrillKind;

impl App {
    /// Asks drills, with nothing else: leaving them leaves the program.
    pub fn quiz(&mut self, mut quiz: Quizzing) {
        quiz.begun_alone = true;
        self.overlays.push(Overlay::Quiz(Box::new(quiz)));
    }

    fn quizzing(&mut self) -> Option<&mut Quizzing> {
        match self.overlays.last_mut() {
            Some(Overlay::Quiz(quiz)) => Some(quiz),
            _ => None,
        }
    }
}

/// Opens a quiz from the home screen: about the chosen lesson, where there are drills about it. Each one is another.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    debug_assert!(matches!(app.screen, Screen::Home));
    let chosen = app.plays.shelf.entries().get(app.chosen);
    let lesson = chosen.and_then(|entry| entry.open().ok());
    let kind = lesson.and_then(|lesson| lesson.drills);
    let kinds = kind.map_or(DrillKind::ALL.to_vec(), |kind| vec![kind]);
    app.quizzes += 1;
    let quiz = Quizzing::new(&kinds, app.quizzes, None);
    app.overlays.push(Overlay::Quiz(Box::new(quiz)));
    Vec::new()
}

/// Answers with this letter, once.
pub(in crate::app) fn answer(app: &mut App, letter: Option<char>) -> Vec<Effect> {
    let Some(quiz) = app.quizzing() else {
        return Vec::new();
    };
    let at = letter.map(|letter| letter.to_ascii_uppercase() as usize);
    let at = at.and_then(|at| at.checked_sub('A' as usize));
    if let (Some(drill), Some(at), None) = (&quiz.drill, at, quiz.answered)
        && at < drill.choices.len()
    {
        quiz.answered = Some(at);
        quiz.score.0 += 1;
        quiz.score.1 += usize::from(at == drill.answer);
    }
    Vec::new()
}

/// The next drill; one that wasn't answered is passed over.
pub(in crate::app) fn next(app: &mut App) -> Vec<Effect> {
    if let Some(quiz) = app.quizzing() {
        let left = quiz.count.is_none_or(|count| quiz.score.0 < count);
        quiz.answered = None;
        quiz.scrolled = 0;
        quiz.drill = left.then(|| quiz.drills.next()).flatten();
    }
    Vec::new()
}

/// Scrolls a program that is longer than its place.
pub(in crate::app) fn scroll(app: &mut App, by: isize) -> Vec<Effect> {
    if let Some(quiz) = app.quizzing() {
        let lines = quiz.drill.as_ref();
        let lines = lines.map_or(0, |drill| drill.program.lines().count());
        let last = lines.saturating_sub(1);
        quiz.scrolled = quiz.scrolled.saturating_add_signed(by).min(last);
    }
    Vec::new()
}

/// Leaves the quiz, and the program where it was begun for the quiz alone.
pub(in crate::app) fn leave(app: &mut App) -> Vec<Effect> {
    match app.overlays.pop() {
        Some(Overlay::Quiz(quiz)) if quiz.begun_alone => vec![Effect::Quit],
        _ => Vec::new(),
    }
}
