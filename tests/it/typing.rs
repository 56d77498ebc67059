//! What comes in at the terminal and isn't a key as one presses it: answers, pastes that never end, keyboards that say
//! everything, an input method that was left on; and the mouse, which is the terminal's when one wants to copy.

use std::process::Command;

use concurrium::app::{Effect, Input, Key, Overlay, Screen};
use nix::sys::signal::Signal;
use vt100::{MouseProtocolEncoding, MouseProtocolMode};

use crate::fake::Session;
use crate::pty::{Pty, only_child, signal};

fn shows_a_picture(pty: &Pty, mouse: MouseProtocolMode) {
    pty.wait_for("a picture, and the mouse where it belongs", |screen| {
        screen.contents().contains("concurrium")
            && screen.alternate_screen()
            && screen.mouse_protocol_mode() == mouse
    });
}

#[test]
fn ctrl_c_quits_whatever_came_before_it() {
    for typed in [
        "\x1b[200~never ended\x03",
        "\x1b]11;rgb:1d1d/1f1f\x03",
        "\x1b\x03",
        "\x1b[1;\x03",
        "\x1b[99;5u",
        "\x1b[27;5;99~",
    ] {
        let pty = Pty::start(&["--no-state"]);
        shows_a_picture(&pty, MouseProtocolMode::ButtonMotion);
        pty.send(typed);
        assert_eq!(pty.exit_code(), 0, "{typed:?}");
    }
}

#[test]
fn answers_press_no_key() {
    let pty = Pty::start(&["--no-state", "--lang", "en"]);
    shows_a_picture(&pty, MouseProtocolMode::ButtonMotion);
    // Any q of them would quit.
    pty.send(concat!(
        "\x1b]11;rgb:qqqq/qqqq/qqqq\x1b\\",
        "\x1bP>|q\x1b\\",
        "\x1b_q\x1b\\",
        "\x1b[?62;1c",
        "\x1b[M qq",
        "?",
    ));
    pty.wait_for_text("All keys");
    pty.send("\x1b");
    pty.wait_for("the home screen again", |screen| {
        !screen.contents().contains("All keys")
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn modes_that_others_left_on_are_put_back() {
    let mut dirty = Command::new("sh");
    dirty
        .arg("-c")
        .arg(r#"printf '\033[?1h\033=\033[?1003h\033[?1005h'; exec "$0" --no-state"#)
        .arg(env!("CARGO_BIN_EXE_concurrium"))
        .env("TERM", "xterm-256color");
    let pty = Pty::run(&dirty);
    shows_a_picture(&pty, MouseProtocolMode::ButtonMotion);
    pty.wait_for("ordinary keys", |screen| {
        !screen.application_cursor()
            && !screen.application_keypad()
            && screen.mouse_protocol_encoding() == MouseProtocolEncoding::Sgr
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);

    dirty = Command::new("sh");
    dirty
        .arg("-c")
        .arg(concat!(
            r"printf '\033[?1h\033=\033[?1003h\033[?1006hdirty'; ",
            r#"head -c 1 >/dev/null; "$0" reset-terminal"#,
        ))
        .arg(env!("CARGO_BIN_EXE_concurrium"));
    let pty = Pty::run(&dirty);
    pty.wait_for("a dirty terminal", |screen| {
        screen.contents().contains("dirty")
            && screen.application_cursor()
            && screen.application_keypad()
            && screen.mouse_protocol_mode() == MouseProtocolMode::AnyMotion
    });
    pty.send("\n");
    assert_eq!(pty.exit_code(), 0);
    pty.wait_for("a clean one", |screen| {
        !screen.application_cursor()
            && !screen.application_keypad()
            && screen.mouse_protocol_mode() == MouseProtocolMode::None
    });
}

#[test]
fn the_mouse_is_the_terminals_when_one_wants_to_copy() {
    let pty = Pty::start(&["--no-state", "--no-mouse"]);
    shows_a_picture(&pty, MouseProtocolMode::None);
    pty.send("M");
    shows_a_picture(&pty, MouseProtocolMode::ButtonMotion);
    pty.send("M");
    shows_a_picture(&pty, MouseProtocolMode::None);
    // Whoever comes back to the screen finds it as it was.
    pty.wipe();
    signal(only_child(pty.program()), Signal::SIGCONT);
    shows_a_picture(&pty, MouseProtocolMode::None);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn an_input_method_that_was_left_on_changes_no_command() {
    let mut s = Session::home();
    s.keys("？");
    assert!(matches!(s.app.overlays[..], [Overlay::Page(_)]));
    s.keys("ｑ ／");
    assert!(matches!(s.app.overlays[..], [Overlay::Prompt(_)]));
    s.keys("'ｆｏｒｋ' Enter Enter");
    assert_eq!(s.open().play.lesson.id, "fork-tree", "found all the same");
    s.keys("１");
    assert_eq!(s.permits(), "p0");
    s.keys("〉");
    assert_eq!(
        s.open().speed,
        Session::lesson("fork-tree").open().speed + 1
    );
    s.keys("＃");
    s.keys("８ Enter");
    let predictions = s.open().predictions.waiting();
    assert!(
        predictions
            .last()
            .is_some_and(|last| last.predicted.as_deref() == Some("8"))
    );
    s.keys("【");
    let Some(Overlay::Knobs(form)) = s.app.overlays.last() else {
        panic!("the knobs");
    };
    assert_eq!(form.values[0].value(), "3");
    s.keys("Backspace ４ Enter");
    assert_eq!(s.open().play.settings.get("forks"), "4");
    s.keys("ｑ");
    assert!(matches!(s.app.screen, Screen::Home));
    s.keys("ｑ");
    assert_eq!(s.effects.last(), Some(&Effect::Quit));
}

#[test]
fn what_is_typed_into_a_prompt_stays_as_it_is() {
    let mut s = Session::lesson("generator");
    s.keys("s");
    s.input(Input::Paste("“ｑ。”".into()));
    let typed = |s: &Session| match s.app.overlays.last() {
        Some(Overlay::Prompt(prompt)) => (
            prompt.input.value().to_owned(),
            prompt.error.clone().unwrap_or_default(),
        ),
        _ => panic!("a prompt"),
    };
    s.keys("Enter");
    let (value, error) = typed(&s);
    assert_eq!(value, "“ｑ。”", "no letter is changed");
    assert!(error.contains('“') && error.contains('"'), "{error}");
    s.input(Input::Key(Key::ctrl('u')));
    s.input(Input::Paste("'ｑ。'".into()));
    s.keys("Enter");
    assert!(s.app.overlays.is_empty(), "within quotes it is text");
}
