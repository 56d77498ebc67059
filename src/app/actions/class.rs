//! What a teacher can do before a class, in the order of the footer and the help.

use crate::app::actions::action::{Action, action, k, p};
use crate::app::actions::when::When;
use crate::app::acts::{present, vote};
use crate::app::key::Code::{Backspace, Down, Enter, Esc, Left, PageDown, PageUp, Right, Up};
use crate::app::lecture;

/// What a teacher can do.
pub(super) const CLASS: &[Action] = &[
    action("present", &[k('m')], When::Lesson, |app, _| {
        present::toggle(app)
    }),
    action("vote", &[k('V')], When::Taught, |app, _| vote::begin(app)).hint(12, "V"),
    action("reopen", &[k('R')], When::Presenting, |app, _| {
        vote::reopen(app)
    }),
    action("hold", &[k('H')], When::Presenting, |app, _| {
        present::hold(app)
    })
    .hint(12, "H"),
    // A plan.
    action("next-entry", &[k('J')], When::Plan, |app, _| {
        lecture::next(app)
    })
    .hint(1, "J"),
    action("entry-before", &[k('K')], When::Plan, |app, _| {
        lecture::back(app)
    })
    .hint(4, "K"),
    action(
        "turn",
        &[p(Right), k(' '), p(PageDown)],
        When::Slide,
        |app, _| lecture::next(app),
    ),
    action("turn-back", &[p(Left), p(PageUp)], When::Slide, |app, _| {
        lecture::back(app)
    }),
    action("slide-up", &[p(Up), k('k')], When::Slide, |app, _| {
        lecture::scroll(app, -1)
    }),
    action("slide-down", &[p(Down), k('j')], When::Slide, |app, _| {
        lecture::scroll(app, 1)
    }),
    action("leave-plan", &[k('q'), p(Esc)], When::Slide, |app, _| {
        lecture::leave(app)
    })
    .hint(0, "q"),
    // Hands.
    action(
        "hand",
        &[
            k('0'),
            k('1'),
            k('2'),
            k('3'),
            k('4'),
            k('5'),
            k('6'),
            k('7'),
            k('8'),
            k('9'),
        ],
        When::Vote,
        vote::digit,
    )
    .hint(1, "1–6"),
    action(
        "count",
        &[
            k('A'),
            k('a'),
            k('b'),
            k('c'),
            k('d'),
            k('e'),
            k('f'),
            k('B'),
            k('C'),
            k('D'),
            k('E'),
            k('F'),
        ],
        When::Vote,
        vote::letter,
    )
    .hint(1, "A 17"),
    action("unhand", &[p(Backspace)], When::Vote, |app, _| {
        vote::take_back(app)
    })
    .hint(4, "⌫"),
    action("bars", &[k(' ')], When::Vote, |app, _| vote::show(app)).hint(3, "Space"),
    action("countdown", &[k('T')], When::Vote, |app, _| {
        vote::countdown(app)
    })
    .hint(2, "T"),
    action("close-vote", &[p(Enter)], When::Vote, |app, _| {
        vote::close(app)
    })
    .hint(0, "Enter"),
    action("no-vote", &[p(Esc)], When::Vote, |app, _| vote::cancel(app)).hint(0, "Esc"),
];
