//! Drills on the screen, one after the other: answered by a letter, then told how it is.
//!
//! Never knows how a drill is made.

use crate::app::{App, Effect, Overlay, Screen};
use crate::quiz::{Drill, Drills, Kind};

/// A quiz that is being answered.
pub struct Quizzing {
    drills: Drills,
    /// How many there will be; None: without end.
    count: Option<usize>,
    /// The seed, to be told to others.
    pub seed: u64,
    /// The drill that is asked; None when the quiz is over.
    pub drill: Option<Drill>,
    /// What was answered, from 0.
    pub answered: Option<usize>,
    /// How many were answered, and how many of them rightly.
    pub score: (usize, usize),
    /// The first line that is shown of the program.
    pub scrolled: usize,
    begun_alone: bool,
}

impl std::fmt::Debug for Quizzing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Quizzing")
            .field("seed", &self.seed)
            .field("score", &self.score)
            .finish_non_exhaustive()
    }
}

impl Quizzing {
    /// A quiz of these kinds.
    pub fn new(kinds: &[Kind], seed: u64, count: Option<usize>) -> Self {
        let mut drills = Drills::new(kinds, seed);
        Self {
            drill: drills.next(),
            drills,
            count,
            seed,
            answered: None,
            score: (0, 0),
            scrolled: 0,
            begun_alone: false,
        }
    }
}

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
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    debug_assert!(matches!(app.screen, Screen::Home));
    let chosen = app.plays.shelf.entries().get(app.chosen);
    let lesson = chosen.and_then(|entry| entry.open().ok());
    let kind = lesson.and_then(|lesson| lesson.drills);
    let kinds = kind.map_or(Kind::ALL.to_vec(), |kind| vec![kind]);
    app.quizzes += 1;
    let quiz = Quizzing::new(&kinds, app.quizzes, None);
    app.overlays.push(Overlay::Quiz(Box::new(quiz)));
    Vec::new()
}

/// Answers with this letter, once.
pub(super) fn answer(app: &mut App, letter: Option<char>) -> Vec<Effect> {
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
pub(super) fn next(app: &mut App) -> Vec<Effect> {
    if let Some(quiz) = app.quizzing() {
        let left = quiz.count.is_none_or(|count| quiz.score.0 < count);
        quiz.answered = None;
        quiz.scrolled = 0;
        quiz.drill = left.then(|| quiz.drills.next()).flatten();
    }
    Vec::new()
}

/// Scrolls a program that is longer than its place.
pub(super) fn scroll(app: &mut App, by: isize) -> Vec<Effect> {
    if let Some(quiz) = app.quizzing() {
        let lines = quiz.drill.as_ref();
        let lines = lines.map_or(0, |drill| drill.program.lines().count());
        let last = lines.saturating_sub(1);
        quiz.scrolled = quiz.scrolled.saturating_add_signed(by).min(last);
    }
    Vec::new()
}

/// Leaves the quiz, and the program where it was begun for the quiz alone.
pub(super) fn leave(app: &mut App) -> Vec<Effect> {
    match app.overlays.pop() {
        Some(Overlay::Quiz(quiz)) if quiz.begun_alone => vec![Effect::Quit],
        _ => Vec::new(),
    }
}
