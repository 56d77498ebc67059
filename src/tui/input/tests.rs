//! Bytes and the keys they are, whole and in pieces.
#![expect(clippy::unwrap_used, reason = "a test's failure is its panic")]

mod random;

use super::*;
use crate::app::Code;

/// What comes out when these bytes come at once, and nothing after them.
fn typed(bytes: &[u8]) -> Vec<Typed> {
    in_pieces([bytes])
}

fn in_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Typed> {
    let mut decoder = Decoder::default();
    let mut typed: Vec<Typed> = Vec::new();
    for piece in pieces {
        typed.extend(decoder.feed(piece));
    }
    while decoder.patience().is_some() {
        typed.extend(decoder.silence());
    }
    typed
}

fn key(code: Code, ctrl: bool, alt: bool) -> Typed {
    Typed::Key(Key { code, ctrl, alt })
}

fn plain(code: Code) -> Typed {
    key(code, false, false)
}

fn letter(letter: char) -> Typed {
    plain(Code::Char(letter))
}

fn ctrl_c() -> Typed {
    Typed::Key(Key::ctrl('c'))
}

#[test]
fn keys_as_terminals_send_them() {
    for (bytes, code, ctrl, alt) in [
        (&b"q"[..], Code::Char('q'), false, false),
        ("中".as_bytes(), Code::Char('中'), false, false),
        (b"\r", Code::Enter, false, false),
        (b"\t", Code::Tab, false, false),
        (b"\x1b[Z", Code::BackTab, false, false),
        (b"\x7f", Code::Backspace, false, false),
        (b"\x1a", Code::Char('z'), true, false),
        (b"\x1b", Code::Esc, false, false),
        (b"\x1bx", Code::Char('x'), false, true),
        (b"\x1b\x7f", Code::Backspace, false, true),
        ("\x1b中".as_bytes(), Code::Char('中'), false, true),
        (b"\x1b[A", Code::Up, false, false),
        (b"\x1b[1;5D", Code::Left, true, false),
        (b"\x1b[1;3C", Code::Right, false, true),
        (b"\x1b[3~", Code::Delete, false, false),
        (b"\x1b[5~", Code::PageUp, false, false),
        (b"\x1b[H", Code::Home, false, false),
        (b"\x1b[4~", Code::End, false, false),
        (b"\x1b[[B", Code::F(2), false, false),
        (b"\x1b[15~", Code::F(5), false, false),
        (b"\x1b[24~", Code::F(12), false, false),
        // Application mode: cursor keys and keypad.
        (b"\x1bOA", Code::Up, false, false),
        (b"\x1bOP", Code::F(1), false, false),
        (b"\x1bOM", Code::Enter, false, false),
        (b"\x1bOp", Code::Char('0'), false, false),
        (b"\x1bOy", Code::Char('9'), false, false),
        (b"\x1bOk", Code::Char('+'), false, false),
        (b"\x1bOo", Code::Char('/'), false, false),
        (b"\x1bO5A", Code::Up, true, false),
        (b"\x1bO1;3B", Code::Down, false, true),
        // C1 as one byte, and as a character.
        (b"\x9bA", Code::Up, false, false),
        ("\u{9b}A".as_bytes(), Code::Up, false, false),
        (b"\x8fP", Code::F(1), false, false),
        // rxvt, PuTTY.
        (b"\x1b[a", Code::Up, false, false),
        (b"\x1bOd", Code::Left, true, false),
        (b"\x1b[3^", Code::Delete, true, false),
        (b"\x1b\x1b[B", Code::Down, false, true),
        (b"\x1b\x1bOC", Code::Right, false, true),
        // xterm's modifyCursorKeys with its >.
        (b"\x1b[>1;5C", Code::Right, true, false),
    ] {
        assert_eq!(typed(bytes), [key(code, ctrl, alt)], "{bytes:?}");
    }
}

#[test]
fn keyboards_that_were_told_to_say_everything() {
    for (bytes, code, ctrl, alt) in [
        // kitty: the number alone, with what is held, with event, alternates, text.
        (&b"\x1b[113u"[..], Code::Char('q'), false, false),
        (b"\x1b[27u", Code::Esc, false, false),
        (b"\x1b[27;1:1u", Code::Esc, false, false),
        (b"\x1b[13u", Code::Enter, false, false),
        (b"\x1b[13;5u", Code::Enter, false, false),
        (b"\x1b[9;2u", Code::BackTab, false, false),
        (b"\x1b[127u", Code::Backspace, false, false),
        (b"\x1b[127;5u", Code::Backspace, true, false),
        (b"\x1b[32;2u", Code::Char(' '), false, false),
        (b"\x1b[97;3u", Code::Char('a'), false, true),
        (b"\x1b[113;1:2u", Code::Char('q'), false, false),
        (b"\x1b[97:65;2u", Code::Char('A'), false, false),
        (b"\x1b[97;2u", Code::Char('A'), false, false),
        (b"\x1b[97;65u", Code::Char('A'), false, false),
        (b"\x1b[97;66u", Code::Char('a'), false, false),
        (b"\x1b[113;129u", Code::Char('q'), false, false),
        (b"\x1b[47:63;2;63u", Code::Char('?'), false, false),
        (b"\x1b[47;2u", Code::Char('?'), false, false),
        (b"\x1b[229;1;229u", Code::Char('å'), false, false),
        (b"\x1b[0;;20013u", Code::Char('中'), false, false),
        (b"\x1b[122;5u", Code::Char('z'), true, false),
        (b"\x1b[91;5u", Code::Esc, false, false),
        (b"\x1b[105;5u", Code::Tab, false, false),
        (b"\x1b[1;1:1A", Code::Up, false, false),
        (b"\x1b[1;5:2B", Code::Down, true, false),
        (b"\x1b[3;1:1~", Code::Delete, false, false),
        (b"\x1b[57399u", Code::Char('0'), false, false),
        (b"\x1b[57400;129;49u", Code::Char('1'), false, false),
        (b"\x1b[57409u", Code::Char('.'), false, false),
        (b"\x1b[57413u", Code::Char('+'), false, false),
        (b"\x1b[57414u", Code::Enter, false, false),
        (b"\x1b[57419u", Code::Up, false, false),
        (b"\x1b[57424u", Code::End, false, false),
        (b"\x1b[57375u", Code::F(12), false, false),
        // Super isn't the key alone.
        (b"\x1b[113;9u", Code::Char('q'), false, true),
        // modifyOtherKeys, in both forms.
        (b"\x1b[27;5;122~", Code::Char('z'), true, false),
        (b"\x1b[27;2;63~", Code::Char('?'), false, false),
        (b"\x1b[27;2;61~", Code::Char('='), false, false),
        (b"\x1b[27;5;9~", Code::Tab, false, false),
        (b"\x1b[27;2;13~", Code::Enter, false, false),
        (b"\x1b[27;3;120~", Code::Char('x'), false, true),
        // Windows: a letter, Shift with one, AltGr, an arrow.
        (b"\x1b[81;16;113;1;0;1_", Code::Char('q'), false, false),
        (b"\x1b[191;53;63;1;16;1_", Code::Char('?'), false, false),
        (b"\x1b[81;16;64;1;9;1_", Code::Char('@'), false, false),
        (b"\x1b[38;72;0;1;256;1_", Code::Up, false, false),
        (b"\x1b[27;1;27;1;0;1_", Code::Esc, false, false),
        (b"\x1b[88;45;120;1;2;1_", Code::Char('x'), false, true),
    ] {
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(typed(bytes), [key(code, ctrl, alt)], "{shown:?}");
    }
    assert_eq!(
        typed(b"\x1b[0;;20013:22269u"),
        [letter('中'), letter('国')],
        "what an input method typed"
    );
}

#[test]
fn ctrl_c_however_it_is_sent() {
    for bytes in [
        &b"\x03"[..],
        b"\x1b\x03",
        b"\x1b[99;5u",
        b"\x1b[99;7u",
        b"\x1b[67;5u",
        b"\x1b[99:67;6u",
        b"\x1b[99;69u",
        b"\x1b[99;133u",
        b"\x1b[99;5:2u",
        b"\x1b[99;5;3u",
        b"\x1b\x1b[99;5u",
        "\x1b[1089::99;5u".as_bytes(),
        b"\x1b[1089;5u",
        b"\x1b[1089:1057:99;6u",
        b"\x1b[27;5;1089~",
        b"\x1b[27;5;99~",
        b"\x1b[27;6;67~",
        b"\x1b[67;46;3;1;8;1_",
        b"\x1b[67;46;0;1;8;1_",
        b"\x9b99;5u",
    ] {
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(typed(bytes), [ctrl_c()], "{shown:?}");
    }
}

#[test]
fn what_is_no_key_says_nothing() {
    for bytes in [
        // Let go; keys alone that are held with others; keys we have nothing with.
        &b"\x1b[113;1:3u"[..],
        b"\x1b[99;5:3u",
        b"\x1b[1;1:3A",
        b"\x1b[3;1:3~",
        b"\x1b[57441;2u",
        b"\x1b[57442;5:1u",
        b"\x1b[57358u",
        b"\x1b[57428u",
        b"\x1b[57427~",
        b"\x1b[29~",
        b"\x1b[2~",
        b"\x1b[81;16;113;0;0;1_",
        b"\x1b[17;29;0;1;8;1_",
        b"\x1b[u",
        b"\x1b[~",
        b"\x1b[;;u",
        b"\x1b[99999999999;5u",
        // Answers: DA 1 to 3, DSR, CPR, DECRPM, kitty's flags, sizes, focus, theme, parameters, locator.
        b"\x1b[?62;22c",
        b"\x1b[>41;354;0c",
        b"\x1bP!|00000000\x1b\\",
        b"\x1b[0n",
        b"\x1b[12;40R",
        b"\x1b[1;5R",
        b"\x1b[?12;40;1R",
        b"\x1b[?2026;2$y",
        b"\x1b[4;1$y",
        b"\x1b[?5u",
        b"\x1b[8;24;80t",
        b"\x1b[48;24;80;480;800t",
        b"\x1b[I\x1b[O",
        b"\x1b[?997;1n",
        b"\x1b[2;1;1;120;120;1;0x",
        b"\x1b[?2;0;800;600S",
        b"\x1b[1;2;3;4;5&w",
        // Strings, with either end.
        b"\x1b]11;rgb:1d1d/1f1f/2121\x1b\\",
        b"\x1b]11;rgb:1d1d/1f1f/2121\x07",
        b"\x1b]52;c;cQ==\x9c",
        "\x1b]l✜ qqq\u{9c}".as_bytes(),
        b"\x1bP>|XTerm(388)\x1b\\",
        b"\x1bP1+r436f=323536\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b^q\x1b\\\x1bXq\x1b\\",
        b"\x9d11;?\x9c\x90q\x9c\x9fq\x9c\x9eq\x9c\x98q\x9c",
        "\u{9d}11;?\u{9c}\u{90}q\u{9c}".as_bytes(),
        // The mouse with another button, or let go, in all its forms; broken off.
        b"\x1b[<0;3;2m\x1b[<2;3;2M",
        b"\x1b[M#!!",
        b"\x1b[35;3;2M",
        b"\x1b[M",
        // A paste's end without a paste, broken UTF-8, lone C1.
        b"\x1b[201~",
        b"\xff\xc0\xe4\xb8",
        b"\x9c\x84",
    ] {
        let shown = String::from_utf8_lossy(bytes);
        // A title's answer and a broken-off mouse report end by silence.
        assert_eq!(typed(bytes), [], "{shown:?}");
    }
}

#[test]
fn the_mouse_in_other_words_is_the_mouse() {
    for press in [
        &b"\x1b[<0;99;5M"[..],
        b"\x1b[M \x83%",
        "\x1b[M \u{83}%".as_bytes(),
        b"\x1b[32;99;5M",
        b"\x9b<0;99;5M",
    ] {
        let q = [press, b"q"].concat();
        let [Typed::Mouse(mouse), q] = &typed(&q)[..] else {
            panic!("{press:?}: {:?}", typed(&q));
        };
        assert_eq!(
            Typed::Mouse(*mouse),
            typed(b"\x1b[<0;99;5M")[0],
            "{press:?}"
        );
        assert_eq!(*q, letter('q'));
    }
}

#[test]
fn a_sequence_in_two_reads_is_one() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b[1;"), []);
    assert_eq!(decoder.feed(b"5A"), [key(Code::Up, true, false)]);
    assert_eq!(decoder.feed(b"a\x1b"), [letter('a')]);
    assert_eq!(decoder.patience(), Some(MOMENT));
    assert_eq!(decoder.feed(b"[B"), [plain(Code::Down)]);
    assert_eq!(decoder.patience(), None, "idle: nothing is waited for");
}

#[test]
fn silence_ends_what_is_unfinished() {
    let esc = || plain(Code::Esc);
    let alt = |letter| key(Code::Char(letter), false, true);
    for (bytes, keys) in [
        (&b"\x1b"[..], vec![esc()]),
        (b"\x1b\x1b", vec![esc(), esc()]),
        (b"\x1b[", vec![alt('[')]),
        (b"\x1bO", vec![alt('O')]),
        (b"\x1b]", vec![alt(']')]),
        (b"\x1bP", vec![alt('P')]),
        (b"\x1bX", vec![alt('X')]),
        (b"\x1b\x1b[", vec![esc(), alt('[')]),
        (b"\x1b[1;", vec![]),
        (b"\x1b[<0;3", vec![]),
        (b"\x1b[M !", vec![]),
        (b"\x1bO1;", vec![]),
        (b"\xe4\xb8", vec![]),
        (b"\x1b]11;rgb:", vec![]),
        (b"\x1bPq\x1b", vec![]),
        (b"\x1b[200~abc", vec![Typed::Paste("abc".into())]),
    ] {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(bytes), [], "{bytes:?}");
        assert!(decoder.patience().is_some(), "{bytes:?}");
        assert_eq!(decoder.silence(), keys, "{bytes:?}");
        assert_eq!(decoder.patience(), None, "{bytes:?}");
        assert_eq!(decoder.feed(b"q"), [letter('q')], "{bytes:?}");
    }
}

#[test]
fn what_breaks_off_is_followed_by_what_begins() {
    for (bytes, keys) in [
        (&b"\x1b[1;\x1b[A"[..], vec![plain(Code::Up)]),
        (b"\x1b]11;rgb\x1b[A", vec![plain(Code::Up)]),
        (
            b"\x1b[\x1b[A",
            vec![key(Code::Char('['), false, true), plain(Code::Up)],
        ),
        (b"\x1b\x1b[?62c", vec![plain(Code::Esc)]),
        (b"\x1b\x1b]11;?\x07", vec![plain(Code::Esc)]),
        (
            b"\x1b\x1b[200~q\x1b[201~",
            vec![plain(Code::Esc), Typed::Paste("q".into())],
        ),
        (b"\x1b[M !\x1b[A", vec![plain(Code::Up)]),
        (b"\xff\x1b[9999;9~j", vec![letter('j')]),
    ] {
        assert_eq!(typed(bytes), keys, "{bytes:?}");
    }
    let long = [b"\x1b[", &[b'1'; 5000][..], b"Aq"].concat();
    assert_eq!(typed(&long), [letter('q')], "longer than any that is known");
}

#[test]
fn a_paste_is_text_whatever_is_in_it() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b[200~q\x1b[A"), []);
    assert_eq!(decoder.feed("\u{1b}[B\u{3}中\u{1b}[20".as_bytes()), []);
    assert_eq!(
        decoder.feed(b"1~q"),
        [Typed::Paste("q\u{1b}[A\u{1b}[B\u{3}中".into()), letter('q')]
    );
}

#[test]
fn ctrl_c_and_silence_end_a_paste_that_has_no_end() {
    for pressed in [&b"\x03"[..], b"\x1b[99;5u", b"\x1b[27;5;99~"] {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"\x1b[200~abc"), []);
        assert_eq!(decoder.patience(), Some(PAUSE));
        assert_eq!(decoder.feed(b"q"), []);
        assert_eq!(decoder.feed(pressed), []);
        assert_eq!(decoder.patience(), Some(MOMENT));
        assert_eq!(decoder.silence(), [ctrl_c()], "{pressed:?}");
        assert_eq!(decoder.feed(b"q"), [letter('q')]);
    }
    let mut decoder = Decoder::default();
    decoder.feed(&[b"\x1b[200~", &[b'x'; 300_000][..]].concat());
    decoder.feed(b"\x03");
    assert_eq!(decoder.silence(), [ctrl_c()], "after more than is kept");
}

#[test]
fn a_huge_paste_is_cut() {
    let bytes = [b"\x1b[200~", &[b'x'; 200_000][..], b"\x1b[201~q"].concat();
    let cut = [Typed::Paste("x".repeat(paste::LARGEST)), letter('q')];
    assert_eq!(typed(&bytes), cut);
    assert_eq!(in_pieces(bytes.chunks(4096)), cut);
    assert_eq!(in_pieces(bytes.chunks(7)), cut);
}

/// Every prefix of every answer and every key, then silence, then Ctrl-C: heard at once.
#[test]
fn after_every_prefix_ctrl_c_is_heard_at_once() {
    for whole in [
        &b"\x1b[1;5A"[..],
        b"\x1bO5A",
        b"\x1b[<0;33;55M",
        b"\x1b[M !!",
        b"\x1b]11;rgb:1/2/3\x1b\\",
        b"\x1bP>|x\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[99;5:3u",
        b"\x1b[?62;1c",
        b"\x1b\x1b[A",
        b"\x1b[[A",
        "\u{9b}1;5A".as_bytes(),
        "中\u{1F40D}".as_bytes(),
    ] {
        for end in 0..=whole.len() {
            let mut decoder = Decoder::default();
            decoder.feed(&whole[..end]);
            let heard = decoder.feed(b"\x03");
            assert_eq!(heard.last().unwrap(), &ctrl_c(), "{:?}", &whole[..end]);
            assert_eq!(decoder.patience(), None);
        }
    }
}
