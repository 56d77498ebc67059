//! A question's life, as a small machine of its own: what it is now, and what becomes of it.
//!
//! ```text
//! not yet ──comes──▶ open ──answered──▶ answered ──decided──▶ due ──turn──▶ shown ──read──▶ told
//!                     │                                       ▲ ▲                             │
//!                     ├──decided──────────────────────────────┤ └────────────again────────────┘
//!                     └──goes by, goes on too often──▶ passed─┘
//! ```
//! An answer that was given is never passed over; and who gave none is told the answer all the same.
//! Steps are what the student, or playing, lets happen: reading takes as many of them as the caller says.
//!
//! Never knows what is asked, nor the run.

/// How many steps a question stays open when the student goes on without an answer.
pub const PATIENCE: u32 = 3;

/// What a question is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Its moment hasn't come.
    NotYet,
    /// It waits for an answer, for so many steps more.
    Open {
        /// Steps until it is passed over.
        left: u32,
    },
    /// It was answered; nothing is known yet.
    Answered,
    /// It is decided, and waits for its turn on the screen.
    Due,
    /// Its verdict is on the screen, for so many steps now.
    Shown {
        /// Steps since it came.
        steps: u32,
        /// Whether it has been read but for one step: it would be gone with the next.
        read: bool,
    },
    /// Its verdict has been on the screen.
    Told,
    /// It went by without an answer.
    Passed,
}

impl Life {
    /// Its moment has come.
    pub fn comes(self) -> Self {
        match self {
            Life::NotYet => Life::Open { left: PATIENCE },
            later => later,
        }
    }

    /// The student answers.
    pub fn answered(self) -> Self {
        match self {
            Life::Open { .. } => Life::Answered,
            other => other,
        }
    }

    /// Nobody is to answer any more: what it asks about begins, or the student wants no questions.
    pub fn goes_by(self) -> Self {
        match self {
            Life::Open { .. } => Life::Passed,
            other => other,
        }
    }

    /// The answer is known now: it is told, to whom answered and to whom didn't.
    pub fn decided(self) -> Self {
        match self {
            Life::Open { .. } | Life::Answered | Life::Passed => Life::Due,
            other => other,
        }
    }

    /// The screen is free for its verdict.
    pub fn turn(self) -> Self {
        match self {
            Life::Due => Life::Shown {
                steps: 0,
                read: false,
            },
            other => other,
        }
    }

    /// One step more was taken; a verdict has been read after `enough` of them.
    pub fn goes_on(self, enough: u32) -> Self {
        match self {
            Life::Open { left: 0 | 1 } => Life::Passed,
            Life::Open { left } => Life::Open { left: left - 1 },
            Life::Shown { steps, .. } if steps + 1 >= enough => Life::Told,
            Life::Shown { steps, .. } => Life::Shown {
                steps: steps + 1,
                read: steps + 2 >= enough,
            },
            other => other,
        }
    }

    /// The place is wanted for a question: a verdict that was read makes way. One that playing has rushed past stays, and the
    /// question waits behind it.
    pub fn makes_way(self) -> Self {
        match self {
            Life::Shown { read: true, .. } => Life::Told,
            other => other,
        }
    }

    /// Its verdict is to be seen again.
    pub fn again(self) -> Self {
        match self {
            Life::Shown { .. } | Life::Told => Life::Due,
            other => other,
        }
    }

    /// Whether it waits for an answer.
    pub fn is_open(self) -> bool {
        matches!(self, Life::Open { .. })
    }

    /// Whether its verdict is on the screen.
    pub fn is_shown(self) -> bool {
        matches!(self, Life::Shown { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn shown(steps: u32, read: bool) -> Life {
        Life::Shown { steps, read }
    }

    const ALL: [Life; 10] = [
        Life::NotYet,
        Life::Open { left: PATIENCE },
        Life::Open { left: 1 },
        Life::Answered,
        Life::Due,
        shown(0, false),
        shown(1, false),
        shown(1, true),
        Life::Told,
        Life::Passed,
    ];

    /// Only these change, and so; all others stay what they are.
    fn only(step: impl Fn(Life) -> Life, changes: &[(Life, Life)]) {
        for life in ALL {
            let meant = changes.iter().find(|(from, _)| *from == life);
            let meant = meant.map_or(life, |(_, to)| *to);
            assert_eq!(step(life), meant, "from {life:?}");
        }
    }

    #[test]
    fn a_moment_opens_a_question_once() {
        let open = Life::Open { left: 3 };
        only(Life::comes, &[(Life::NotYet, open)]);
    }

    #[test]
    fn only_an_open_question_is_answered() {
        let open = |left| Life::Open { left };
        only(
            Life::answered,
            &[(open(3), Life::Answered), (open(1), Life::Answered)],
        );
    }

    #[test]
    fn what_goes_by_is_asked_no_more_and_answers_given_are_kept() {
        let open = |left| Life::Open { left };
        only(
            Life::goes_by,
            &[(open(3), Life::Passed), (open(1), Life::Passed)],
        );
    }

    #[test]
    fn only_a_verdict_that_was_read_makes_way() {
        only(Life::makes_way, &[(shown(1, true), Life::Told)]);
    }

    #[test]
    fn what_is_decided_is_due_whether_it_was_answered_or_not() {
        let open = |left| Life::Open { left };
        only(
            Life::decided,
            &[
                (open(3), Life::Due),
                (open(1), Life::Due),
                (Life::Answered, Life::Due),
                (Life::Passed, Life::Due),
            ],
        );
    }

    #[test]
    fn only_what_is_due_has_a_turn() {
        only(Life::turn, &[(Life::Due, shown(0, false))]);
    }

    #[test]
    fn steps_end_patience_and_reading() {
        only(
            |life| life.goes_on(2),
            &[
                (Life::Open { left: 3 }, Life::Open { left: 2 }),
                (Life::Open { left: 1 }, Life::Passed),
                (shown(0, false), shown(1, true)),
                (shown(1, false), Life::Told),
                (shown(1, true), Life::Told),
            ],
        );
        only(
            |life| life.goes_on(3),
            &[
                (Life::Open { left: 3 }, Life::Open { left: 2 }),
                (Life::Open { left: 1 }, Life::Passed),
                (shown(0, false), shown(1, false)),
                (shown(1, false), shown(2, true)),
                (shown(1, true), shown(2, true)),
            ],
        );
        only(
            |life| life.goes_on(1),
            &[
                (Life::Open { left: 3 }, Life::Open { left: 2 }),
                (Life::Open { left: 1 }, Life::Passed),
                (shown(0, false), Life::Told),
                (shown(1, false), Life::Told),
                (shown(1, true), Life::Told),
            ],
        );
    }

    #[test]
    fn what_was_on_the_screen_can_come_again() {
        only(
            Life::again,
            &[
                (shown(0, false), Life::Due),
                (shown(1, false), Life::Due),
                (shown(1, true), Life::Due),
                (Life::Told, Life::Due),
            ],
        );
    }

    #[test]
    fn every_way_through() {
        let asked = Life::NotYet.comes();
        assert!(asked.is_open() && !asked.is_shown());
        let told = asked.goes_on(3).answered().decided().turn();
        assert!(told.is_shown() && !told.is_open());
        let told = told.goes_on(3).goes_on(3).goes_on(3);
        assert_eq!(told, Life::Told);
        assert_eq!(told.again().turn(), shown(0, false));
        let passed = asked.goes_on(3).goes_on(3).goes_on(3);
        assert_eq!(passed, Life::Passed, "after so many steps as its patience");
        assert_eq!(passed.comes().answered(), Life::Passed);
        assert!(
            passed.decided().turn().is_shown(),
            "who was silent is told, too"
        );
    }
}
