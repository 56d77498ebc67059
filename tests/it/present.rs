//! Presenter mode: keys seen, hands counted, the answer held back.

use concurrium::app::{App, Input, Overlay};
use concurrium::i18n::Lang;
use concurrium::protocol::Event;

use crate::fake::Session;
use crate::shelf;
use crate::snapshots::screen;

fn presenting() -> Session {
    let mut s = Session::lesson("fork-tree");
    s.keys("m");
    s
}

fn hands(s: &Session) -> &[u32] {
    match s.app.overlays.last() {
        Some(Overlay::Vote(vote)) => &vote.hands,
        _ => panic!("hands are being counted"),
    }
}

#[test]
fn the_class_sees_which_keys_were_pressed() {
    let mut s = presenting();
    s.keys("→ Tab x + →");
    let presenting = s.app.presenting.as_ref().expect("it is on");
    let names: Vec<&str> = presenting.pressed.iter().map(|(_, name)| *name).collect();
    // What does nothing isn't shown, and only the last ones are.
    assert_eq!(names, ["forward", "focus", "faster", "forward"]);
    let text = screen(&s.app, 80, 24);
    assert!(text.contains("keys") && text.contains("step"), "{text}");
    s.keys("m");
    assert_eq!(s.app.presenting, None);
}

#[test]
fn hands_are_counted_and_what_most_are_for_is_predicted() {
    let mut s = presenting();
    s.permits();
    s.keys("V 1 3 3 2 9");
    assert_eq!(hands(&s), [1, 1, 2, 0]);
    s.keys("Backspace 3 3");
    assert_eq!(hands(&s), [1, 0, 4, 0]);
    assert_eq!(
        s.permits(),
        "",
        "a digit counts a hand and lets nobody move"
    );
    s.keys("Enter");
    let waiting: Vec<_> = s.open().predictions.waiting().collect();
    assert_eq!(waiting[0].predicted.as_deref(), Some("8"));
    assert_eq!(waiting[0].rounds, [[1, 0, 4, 0]]);
}

#[test]
fn counts_are_typed_and_a_second_round_stands_beside_the_first() {
    let mut s = presenting();
    s.keys("V A 1 7 B 5 C 1 2 Enter");
    assert_eq!(
        hands(&s),
        [17, 5, 12, 0],
        "Enter ends the number, not the vote"
    );
    s.keys("D 6 Enter Enter");
    let asked = s.open().predictions.waiting().next().expect("it waits");
    assert_eq!(asked.predicted.as_deref(), Some("4"));
    let text = screen(&s.app, 80, 24);
    assert!(
        text.contains("17  43%") && text.contains("40 hands"),
        "{text}"
    );

    s.keys("V A 5 B 2 C 3 0 D 3 Enter Enter");
    let asked = s.open().predictions.waiting().next().expect("it waits");
    assert_eq!(asked.predicted.as_deref(), Some("8"));
    assert_eq!(asked.rounds, [[17, 5, 12, 6], [5, 2, 30, 3]]);
    let text = screen(&s.app, 80, 24);
    assert!(
        text.contains("round 1") && text.contains("round 2"),
        "{text}"
    );
    let row = text.lines().find(|line| line.contains("C   8"));
    let row = row.expect("a row a choice");
    assert!(row.contains("30%") && row.contains("75%"), "{text}");

    // The run goes on: the bars make room.
    s.keys("→");
    let text = screen(&s.app, 80, 24);
    assert!(!text.contains("75%"), "{text}");
}

#[test]
fn what_others_think_is_hidden_until_the_round_is_closed() {
    let mut s = presenting();
    s.keys("V 1 1 3");
    let text = screen(&s.app, 80, 24);
    assert!(text.contains("3 hands") && !text.contains('%'), "{text}");
    assert!(!text.contains('█'), "{text}");
    s.keys("A 1 2");
    assert!(
        screen(&s.app, 80, 24).contains("12▏"),
        "what is typed is seen"
    );
    s.keys("Esc Space");
    let text = screen(&s.app, 80, 24);
    assert!(text.contains("67%") && text.contains('█'), "{text}");
    s.keys("Space");
    assert!(!screen(&s.app, 80, 24).contains('%'));
}

#[test]
fn a_tie_has_no_majority_and_a_vote_left_counts_nothing() {
    let mut s = presenting();
    s.keys("V 1 Esc V Enter");
    assert!(s.notice().starts_with("No hand was counted"));
    let open = s.open().predictions.open().expect("it is still open");
    assert_eq!(open.rounds, [[0; 4]; 0]);
    s.keys("V 1 2 Enter");
    let text = screen(&s.app, 80, 24);
    assert!(text.contains("no majority: A and B"), "{text}");
    let asked = s.open().predictions.waiting().next().expect("it waits");
    assert_eq!(asked.predicted, None);
    // The same round goes on; what was counted is there.
    s.keys("R 2 Enter");
    let asked = s.open().predictions.waiting().next().expect("it waits");
    assert_eq!(asked.rounds, [[1, 2, 0, 0]]);
    assert_eq!(asked.predicted.as_deref(), Some("6"));
    s.keys("R Esc");
    let asked = s.open().predictions.waiting().next().expect("it waits");
    assert_eq!(
        asked.rounds,
        [[1, 2, 0, 0]],
        "left, it stays as it was closed"
    );
}

#[test]
fn a_countdown_is_set_and_goes_down_by_seconds() {
    let mut s = presenting();
    s.keys("V T");
    assert_eq!(s.timer, Some(1000));
    s.tick().tick();
    let text = screen(&s.app, 80, 24);
    assert!(text.contains("0:28"), "{text}");
    assert!(text.contains("██████  ██████"), "it is large: {text}");
    s.keys("1 T");
    assert!(screen(&s.app, 40, 12).contains("0:30"), "set anew");
    for _ in 0..30 {
        s.tick();
    }
    assert_eq!(s.timer, None, "it is over");
    assert_eq!(
        hands(&s),
        [1, 0, 0, 0],
        "and whoever presents closes the vote"
    );
    s.keys("Enter");
    assert!(s.app.overlays.is_empty());
}

#[test]
fn a_vote_without_a_question_says_what_to_do() {
    let mut s = Session::lesson("fork-tree");
    s.keys("V");
    assert!(s.notice().contains("m begins it"), "{}", s.notice());
    s.keys("m p V");
    assert!(s.notice().contains("p asks them again"), "{}", s.notice());
    s.keys("R");
    assert!(s.notice().contains("No closed vote"), "{}", s.notice());
}

#[test]
fn leaving_a_lesson_before_a_class_asks_once() {
    let mut s = presenting();
    s.keys("q");
    assert!(s.notice().contains("once more leaves"), "{}", s.notice());
    s.keys("Tab q");
    assert!(s.app.lesson().is_some(), "another key has said no");
    s.keys("q");
    assert!(s.app.lesson().is_none());
    let mut s = Session::lesson("fork-tree");
    s.keys("q");
    assert!(s.app.lesson().is_none(), "alone one is asked nothing");
}

/// Plays a lesson's trace to its end, in presenter mode, with these keys at its first question.
fn played(trace: &[Event], lang: Lang, keys: &str) -> App {
    let lesson = shelf::lesson("generator");
    let mut app = App::new(lang, crate::shelf::plays());
    app.open(lesson, lesson.defaults());
    app.update(Input::Started);
    let press = |app: &mut App, key: char| {
        app.update(Input::Key(concurrium::app::Key::char(key)));
    };
    press(&mut app, 'm');
    let mut asked = false;
    for event in trace {
        app.update(Input::Happened(event.clone()));
        if !asked && app.lesson().expect("open").predictions.open().is_some() {
            asked = true;
            keys.chars().for_each(|key| press(&mut app, key));
        }
        let known = |app: &App| {
            let open = app.lesson().expect("open");
            open.predictions
                .asked()
                .iter()
                .any(|asked| asked.verdict.is_some())
        };
        if known(&app) {
            break;
        }
    }
    app
}

#[test]
fn an_answer_is_held_back_until_it_is_let_go() {
    let trace = crate::stages::run("generator", &[], &[]);
    let mut app = played(&trace, Lang::En, "HB");
    let text = screen(&app, 80, 24);
    assert!(!text.contains("you predicted"), "{text}");
    assert!(text.contains("answer held back"), "{text}");
    app.update(Input::Key(concurrium::app::Key::char('H')));
    let text = screen(&app, 80, 24);
    assert!(
        text.contains("you predicted") && text.contains("It is None"),
        "{text}"
    );
}

#[test]
fn presenter_mode_on_the_screen() {
    for lang in Lang::ALL {
        for (width, height) in [(80, 24), (120, 36), (40, 12)] {
            let mut s = Session::home();
            s.app.lang = lang;
            let lesson = shelf::lesson("fork-tree");
            s.start(lesson);
            s.keys("m V A 1 7 C 9 B 8 Enter D 6 T");
            let name = format!("present_vote_{}_{width}x{height}", lang.code());
            insta::assert_snapshot!(name, screen(&s.app, width, height));
            s.keys("Enter Enter V A 5 B 4 C 2 8 D 3 Enter Enter");
            let name = format!("present_rounds_{}_{width}x{height}", lang.code());
            insta::assert_snapshot!(name, screen(&s.app, width, height));
            s.keys("Tab");
            let name = format!("present_listing_{}_{width}x{height}", lang.code());
            insta::assert_snapshot!(name, screen(&s.app, width, height));
        }
    }
}

/// A text's words alone, without what a screen of another width has otherwise.
fn words(text: &str) -> String {
    let left_out = |sign: &char| sign.is_whitespace() || "`*".contains(*sign);
    text.chars().filter(|sign| !left_out(sign)).collect()
}

#[test]
fn every_question_and_verdict_is_whole_before_a_class() {
    let mut verdicts = 0;
    for lesson in shelf::run_here() {
        if lesson.questions.is_empty() {
            continue;
        }
        let trace = crate::runs::run(&lesson.id, &Default::default());
        for lang in Lang::ALL {
            let mut app = App::new(lang, shelf::plays());
            app.open(lesson, lesson.defaults());
            app.update(Input::Started);
            let press = |app: &mut App, key| drop(app.update(Input::Key(key)));
            press(&mut app, concurrium::app::Key::char('m'));
            for event in trace {
                app.update(Input::Happened(event.clone()));
                while app.lesson().expect("open").predictions.verdict().is_some() {
                    holds(&app, lesson, true);
                    verdicts += 1;
                    read(&mut app);
                }
                if app.lesson().expect("open").predictions.open().is_some() {
                    holds(&app, lesson, false);
                    let keys = concurrium::app::keys("V A 1 7 B 2 3 Enter Enter");
                    for key in keys.expect("keys") {
                        press(&mut app, key);
                    }
                    holds(&app, lesson, false);
                }
            }
        }
    }
    assert!(verdicts > 20, "{verdicts}");
}

/// The verdict on the screen has been read.
fn read(app: &mut App) {
    if let concurrium::app::Screen::Lesson(open) = &mut app.screen {
        open.predictions.goes_on(1);
        open.predictions.turn();
    }
}

/// The presenter's notes mark this answer, and say why it is so.
fn is_noted(app: &App, asked: &concurrium::predict::Asked, answer: &str) {
    let notes = concurrium::app::notes::notes(app).expect("one presents");
    let question = notes.asked.expect("it is asked");
    let right = question.choices.iter().map(|choice| choice.right);
    let is = asked.choices.iter().map(|choice| choice.value == answer);
    assert!(right.eq(is), "{answer}: {:?}", question.choices);
    let lesson = app.lesson().expect("open").play.lesson;
    let texts = &lesson.text(app.lang).questions[&asked.question.name];
    for (letter, choice) in ('A'..).zip(&asked.choices) {
        let text = texts.choices[choice.text].to(
            choice.value == answer,
            app.lesson()
                .is_some_and(|open| open.is_decided_by_a_helper(asked)),
        );
        let begins = text.split(['{', '`', '*']).next().unwrap_or_default();
        let said = format!("{letter}: {begins}");
        let says = notes.says.iter().any(|line| line.starts_with(&said));
        assert!(says, "{said:?} not in {:?}", notes.says);
    }
}

/// The question that is shown has its choices on the screen, whatever its size; its verdict is whole at 80×24.
fn holds(app: &App, lesson: &concurrium::lessons::Lesson, decided: bool) {
    let open = app.lesson().expect("open");
    if open.past.is_some() {
        return; // nothing is asked in the past
    }
    let asked = match decided {
        true => open.predictions.verdict(),
        false => open.predictions.votable(),
    };
    let asked = asked.expect("it is asked");
    let texts = &lesson.text(app.lang).questions[&asked.question.name];
    let settings = &open.play.settings;
    let stated = concurrium::predict::stated(asked.question, lesson, settings);
    if let Some(answer) = stated.filter(|_| !decided) {
        is_noted(app, asked, &answer);
    }
    for (width, height) in [(80, 24), (50, 15), (40, 12)] {
        let text = screen(app, width, height);
        let at = format!(
            "{} {} {:?} {width}x{height}\n{text}",
            lesson.id, asked.question.name, app.lang
        );
        let rows: Vec<&str> = text.lines().collect();
        for letter in "ABCDEF".chars().take(asked.choices.len()) {
            let seen = rows.iter().any(|row| {
                let mut words = row.split_whitespace();
                words.any(|word| word == letter.to_string())
            });
            assert!(seen, "no {letter} in {at}");
        }
        if decided {
            assert!(text.contains('✓'), "{at}");
        }
        // Before that the answer is for the presenter alone.
        let of_a_choice = |row: &&&str| {
            let mut words = row.split_whitespace();
            words.any(|word| word.len() == 1 && "ABCDEF".contains(word))
        };
        let mut choices = rows.iter().filter(of_a_choice);
        assert!(decided || !choices.any(|row| row.contains('✓')), "{at}");
        let below = rows
            .iter()
            .rev()
            .skip(2)
            .take_while(|row| !row.contains("───"));
        let cut = below.into_iter().any(|row| row.trim_end().ends_with(" …"));
        assert!(!cut || (width, height) != (80, 24) || !decided, "{at}");
        let asks = words(texts.question.split('}').next_back().unwrap_or_default());
        let last: String = asks
            .chars()
            .skip(asks.chars().count().saturating_sub(4))
            .collect();
        assert!(words(&text).contains(&last), "{last:?} in {at}");
    }
}

/// The table that was handed out last.
fn table(s: &Session) -> &str {
    let mut tables = s.effects.iter().rev().filter_map(|effect| match effect {
        concurrium::app::Effect::Results { table, .. } => Some(&**table),
        _ => None,
    });
    tables.next().expect("a table was handed out")
}

#[test]
fn votes_and_predictions_go_to_a_table_that_goes_on() {
    use concurrium::app::Results;
    let header = Results::HEADER;
    assert_eq!(Results::of("r.csv".into(), "a,b\n"), None, "another table");
    let before = format!("{header}4,lock,,out,,B,yes,1,no\n");
    let mut s = presenting();
    s.app.results = Results::of("r.csv".into(), &before);
    s.keys("V A 2 C 3 Enter Enter V C 5 Enter Enter");
    let knobs = "fork-tree,forks=3 shape=doubling,processes";
    let rows = |rows: &[(u32, &str, &str, u32)]| -> String {
        let row = |(round, letter, answer, hands): &(u32, &str, &str, u32)| {
            format!("5,{knobs},{round},{letter},{answer},{hands},\n")
        };
        rows.iter().map(row).collect()
    };
    let voted = before
        + &rows(&[
            (1, "A", "4", 2),
            (1, "B", "6", 0),
            (1, "C", "8", 3),
            (1, "D", "7", 0),
            (2, "A", "4", 0),
            (2, "B", "6", 0),
            (2, "C", "8", 5),
            (2, "D", "7", 0),
        ]);
    assert_eq!(table(&s), voted);
    // A new run, and one person's prediction.
    s.keys("r B");
    assert_eq!(table(&s), voted + &format!("6,{knobs},,B,6,1,\n"));
}
