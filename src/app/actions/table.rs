//! The table itself. It reads as prose: name, keys, where, what.

use crate::app::actions::action::{Action, action, k, p};
use crate::app::actions::when::When;
use crate::app::acts::{
    explore, goals, home, input, knobs, lesson, mouse, open_file, page, predict, present, prompt,
    quiz, saved, sides, stacks, verbs,
};
use crate::app::effect::Effect;
use crate::app::key::Code::{
    BackTab, Down, End, Enter, Esc, F, Home, Left, PageDown, PageUp, Right, Up,
};
use crate::app::key::{Code, Key};
use crate::app::state::Screen;
use crate::app::state::prompt::Asks;
use crate::app::tour;
use crate::protocol::{Goal, Signal, Verb};

/// What a student can do, in the order of the footer and the help.
pub(super) const ACTIONS: &[Action] = &[
    // The home screen.
    action("up", &[p(Up), k('k')], When::Home, |app, _| {
        home::choose(app, -1)
    })
    .hint(1, "↑ ↓"),
    action("down", &[p(Down), k('j')], When::Home, |app, _| {
        home::choose(app, 1)
    }),
    action("top", &[k('g'), p(Home)], When::Home, |app, _| {
        home::choose(app, isize::MIN)
    }),
    action("bottom", &[k('G'), p(End)], When::Home, |app, _| {
        home::choose_last(app)
    }),
    action("open", &[p(Enter)], When::Home, |app, _| home::open(app)).hint(0, "Enter"),
    action("own", &[k('o')], When::Home, |app, _| open_file::ask(app)).hint(6, "o"),
    action("search", &[k('/')], When::Home, |app, _| home::search(app)).hint(2, "/"),
    action("quiz", &[k('Q')], When::Home, |app, _| quiz::open(app)).hint(3, "Q"),
    action("tour", &[k('t')], When::Newcomer, |app, _| {
        tour::of_the_program(app).unwrap_or_default()
    }),
    // Drills.
    action(
        "answer",
        &[
            k('a'),
            k('b'),
            k('c'),
            k('d'),
            k('A'),
            k('B'),
            k('C'),
            k('D'),
        ],
        When::Quiz,
        quiz::answer,
    )
    .hint(1, "a b c d"),
    action(
        "drill",
        &[p(Enter), k(' '), p(Right)],
        When::Quiz,
        |app, _| quiz::next(app),
    )
    .hint(2, "Enter"),
    action("program-up", &[p(Up), k('k')], When::Quiz, |app, _| {
        quiz::scroll(app, -1)
    }),
    action("program-down", &[p(Down), k('j')], When::Quiz, |app, _| {
        quiz::scroll(app, 1)
    }),
    action("end-quiz", &[k('q'), p(Esc)], When::Quiz, |app, _| {
        quiz::leave(app)
    })
    .hint(0, "q"),
    // A lesson: time.
    action("play", &[k(' ')], When::Lesson, |app, _| {
        app.in_lesson(lesson::play)
    })
    .hint(1, "Space"),
    action("forward", &[p(Right), k('l')], When::Lesson, |app, _| {
        input::or(app, lesson::forward)
    })
    .hint(1, "← →"),
    action("earlier", &[p(Left), k('h')], When::Lesson, |app, _| {
        app.in_lesson(lesson::back)
    }),
    action("first", &[p(Home)], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::first(open))
    })
    .hint(8, "Home End"),
    action("live", &[p(End)], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::live(open))
    }),
    action(
        "faster",
        &[k('+'), k('='), k('>')],
        When::Lesson,
        |app, _| app.in_lesson(|open, _| lesson::speed(open, 1)),
    )
    .hint(7, "+ -"),
    action("slower", &[k('-'), k('<')], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::speed(open, -1))
    }),
    // A lesson: who moves.
    action(
        "row",
        &[
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
        When::Lesson,
        |app, row| app.in_lesson(|open, lang| lesson::step_row(open, row, lang)),
    )
    .hint(3, "1–9"),
    action("step", &[p(Enter)], When::Lesson, |app, _| {
        input::or(app, lesson::step_selected)
    }),
    // A script: how far.
    action("event", &[k('e')], When::Script, |app, _| {
        app.in_lesson(goals::event)
    })
    .hint(1, "e"),
    action("return", &[k('f')], When::Script, |app, _| {
        app.in_lesson(|open, lang| goals::call(open, Goal::Return, lang))
    })
    .hint(3, "f"),
    action("deeper", &[k('d')], When::Script, |app, _| {
        app.in_lesson(|open, lang| goals::call(open, Goal::Inside, lang))
    })
    .hint(8, "d"),
    action("mark", &[k('b')], When::Script, |app, _| {
        app.in_lesson(goals::mark)
    })
    .hint(4, "b"),
    action("to-mark", &[k('B')], When::Script, |app, _| {
        app.in_lesson(goals::to_mark)
    })
    .hint(5, "B"),
    action("file", &[k('v')], When::Script, |app, _| {
        app.in_lesson(goals::other_file)
    })
    .hint(9, "v"),
    action("scene", &[k('S')], When::Script, |app, _| {
        app.in_lesson(lesson::other_scene)
    })
    .hint(3, "S"),
    // What the student does by hand.
    action("next", &[k('n')], When::Generator, |app, _| {
        verbs::drive(app, Verb::Next)
    })
    .hint(2, "n s t c"),
    action("send", &[k('s')], When::Generator, |app, _| {
        verbs::ask_for(app, Asks::Send)
    }),
    action("throw", &[k('t')], When::Generator, |app, _| {
        verbs::ask_for(app, Asks::Throw)
    }),
    action("close", &[k('c')], When::Generator, |app, _| {
        verbs::drive(app, Verb::Close)
    }),
    action("stacks", &[k('y')], When::Coroutines, |app, _| {
        stacks::open(app)
    }),
    action("ask", &[k('e')], When::Results, |app, _| {
        verbs::ask_result(app)
    })
    .hint(2, "e"),
    action("signal", &[k('x')], When::Signals, |app, _| {
        verbs::choose_signal(app)
    })
    .hint(2, "x"),
    action("term", &[k('t')], When::Signal, |app, _| {
        verbs::signal(app, Signal::Term)
    })
    .hint(1, "t"),
    action("stop", &[k('s')], When::Signal, |app, _| {
        verbs::signal(app, Signal::Stop)
    })
    .hint(1, "s"),
    action("cont", &[k('c')], When::Signal, |app, _| {
        verbs::signal(app, Signal::Cont)
    })
    .hint(1, "c"),
    action("kill", &[k('k')], When::Signal, |app, _| {
        verbs::signal(app, Signal::Kill)
    })
    .hint(1, "k"),
    action("none", &[p(Esc), k('q'), k('x')], When::Signal, |app, _| {
        page::close(app)
    })
    .hint(0, "Esc"),
    action("python3", &[k('P')], When::Python3, |app, _| {
        verbs::run_python3(app)
    })
    .hint(2, "P"),
    action("explore", &[k('x')], When::Schedules, |app, _| {
        explore::open(app)
    })
    .hint(2, "x"),
    action("undo", &[k('u')], When::Schedules, |app, _| {
        explore::undo(app)
    })
    .hint(3, "u"),
    // Every schedule.
    action(
        "outcome-up",
        &[p(Up), k('k')],
        When::EverySchedule,
        |app, _| explore::choose(app, -1),
    )
    .hint(1, "↑ ↓"),
    action(
        "outcome-down",
        &[p(Down), k('j')],
        When::EverySchedule,
        |app, _| explore::choose(app, 1),
    ),
    action("chance", &[k('f')], When::EverySchedule, |app, _| {
        explore::try_freely(app)
    })
    .hint(2, "f"),
    action("load", &[p(Enter)], When::EverySchedule, |app, _| {
        explore::load(app)
    })
    .hint(0, "Enter"),
    action(
        "unexplore",
        &[p(Esc), k('q'), k('x')],
        When::EverySchedule,
        |app, _| page::close(app),
    )
    .hint(0, "Esc"),
    // A lesson: what the student predicts.
    action(
        "choose",
        &[k('A'), k('B'), k('C'), k('D'), k('E'), k('F')],
        When::Taught,
        predict::choose,
    )
    .hint(0, "A–F"),
    action("number", &[k('#')], When::Taught, |app, _| {
        predict::ask_number(app)
    }),
    action("show", &[k('g')], When::Taught, |app, _| predict::show(app)),
    action("predict", &[k('p')], When::Taught, |app, _| {
        predict::toggle(app)
    }),
    // A lesson: the run and its panes.
    action("restart", &[k('r')], When::Lesson, |app, _| {
        sides::restart(app)
    })
    .hint(6, "r"),
    action(
        "knobs",
        &[k('o'), k('['), k(']')],
        When::Taught,
        |app, _| knobs::open(app),
    )
    .hint(1, "o"),
    action("next-lesson", &[k('N')], When::Taught, |app, _| {
        lesson::next(app)
    })
    .hint(1, "N"),
    action("recorded", &[k('R')], When::Recorded, |app, _| {
        saved::recorded(app)
    })
    .hint(0, "R"),
    action("save", &[k('w')], When::Lesson, |app, _| saved::ask(app)),
    action("about", &[k('i'), k('a')], When::Lesson, |app, _| {
        lesson::about(app)
    })
    .hint(1, "i"),
    action("tab", &[k('v')], When::Taught, |app, _| sides::next(app)).hint(9, "v"),
    action("unfold", &[k('z')], When::Taught, |app, _| {
        app.in_lesson(|open, _| lesson::unfold(open))
    })
    .hint(11, "z"),
    action("focus", &[p(Code::Tab)], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::focus(open, 1))
    })
    .hint(10, "Tab"),
    action("unfocus", &[p(BackTab)], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::focus(open, -1))
    }),
    action("line-up", &[p(Up), k('k')], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::lines(open, -1))
    }),
    action("line-down", &[p(Down), k('j')], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::lines(open, 1))
    }),
    action("page-up", &[p(PageUp)], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::pages(open, -1))
    })
    .hint(6, "PgUp"),
    action("page-down", &[p(PageDown)], When::Lesson, |app, _| {
        app.in_lesson(|open, _| lesson::pages(open, 1))
    }),
    // The knobs.
    action("knob-up", &[p(Up), p(BackTab)], When::Knobs, |app, _| {
        knobs::go(app, -1)
    })
    .hint(2, "↑ ↓"),
    action(
        "knob-down",
        &[p(Down), p(Code::Tab)],
        When::Knobs,
        |app, _| knobs::go(app, 1),
    ),
    action("less", &[p(Left)], When::Knobs, |app, _| {
        knobs::turn(app, -1)
    })
    .hint(1, "← →"),
    action("more", &[p(Right)], When::Knobs, |app, _| {
        knobs::turn(app, 1)
    }),
    action("apply", &[p(Enter)], When::Knobs, |app, _| {
        knobs::apply(app)
    })
    .hint(0, "Enter"),
    action("discard", &[p(Esc)], When::Knobs, |app, _| page::close(app)).hint(0, "Esc"),
    // The prompt.
    action("submit", &[p(Enter)], When::Prompt, |app, _| {
        prompt::submit(app)
    })
    .hint(0, "Enter"),
    action("cancel", &[p(Esc)], When::Prompt, |app, _| page::close(app)).hint(0, "Esc"),
    action("end-of-file", &[Key::ctrl('d')], When::Input, |app, _| {
        input::end(app)
    })
    .hint(1, "Ctrl-D"),
    action("complete", &[p(Code::Tab)], When::File, |app, _| {
        open_file::complete(app)
    })
    .hint(1, "Tab"),
    // What is read.
    action("scroll-up", &[p(Up), k('k')], When::Page, |app, _| {
        page::scroll(app, -1)
    })
    .hint(1, "↑ ↓"),
    action("scroll-down", &[p(Down), k('j')], When::Page, |app, _| {
        page::scroll(app, 1)
    }),
    action("leaf-up", &[p(PageUp)], When::Page, |app, _| {
        page::scroll(app, -lesson::PAGE)
    }),
    action("leaf-down", &[p(PageDown), k(' ')], When::Page, |app, _| {
        page::scroll(app, lesson::PAGE)
    }),
    action("beginning", &[p(Home), k('g')], When::Page, |app, _| {
        page::scroll(app, isize::MIN)
    }),
    action(
        "shut",
        &[p(Esc), k('q'), p(Enter), k('?'), k('i')],
        When::Page,
        |app, _| page::close(app),
    )
    .hint(0, "Esc"),
    // Everywhere.
    action("language", &[k('L')], When::Untyped, |app, _| {
        app.lang = app.lang.next();
        Vec::new()
    })
    .hint(5, "L"),
    action("mouse", &[k('M')], When::Untyped, |app, _| {
        mouse::toggle(app)
    }),
    action("theme", &[k('T')], When::Untyped, |app, _| {
        app.background = app.background.other();
        app.background_is_chosen = true;
        Vec::new()
    }),
    action("help", &[k('?')], When::Screen, |app, _| page::help(app)).hint(0, "?"),
    action(
        "back",
        &[k('q'), p(Esc)],
        When::Lesson,
        |app, key| match key {
            None if lesson::leaves_listing(app) => Vec::new(),
            _ if present::asks_before(app) => Vec::new(),
            _ => lesson::leave(app),
        },
    )
    .hint(0, "q"),
    action("quit", &[k('q')], When::Home, |_, _| vec![Effect::Quit]).hint(0, "q"),
    action("debug", &[p(F(12))], When::Anywhere, |app, _| {
        app.debug = !app.debug;
        Vec::new()
    }),
    action("repaint", &[Key::ctrl('l')], When::Anywhere, |_, _| {
        vec![Effect::Repaint]
    }),
    action("suspend", &[Key::ctrl('z')], When::Anywhere, |_, _| {
        vec![Effect::Suspend]
    }),
    action(
        "interrupt",
        &[Key::ctrl('c')],
        When::Anywhere,
        |app, _| match app.screen {
            Screen::Home | Screen::Slide(_) => vec![Effect::Quit],
            Screen::Lesson(_) => vec![Effect::Stop, Effect::Quit],
        },
    ),
];
