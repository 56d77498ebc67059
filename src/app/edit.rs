//! Line editing: keys on the text that is being typed, as shells do it.

use tui_input::InputRequest as Request;

use crate::app::{App, Code, Key, prompt};

/// The longest text that can be typed, in characters: enough for any literal, far below the wire's longest line.
pub(super) const LONGEST: usize = 2000;

/// Types a key, where something is being typed.
pub(super) fn key(app: &mut App, key: Key) {
    let (Some(request), Some(input)) = (request(key), app.typing()) else {
        return;
    };
    let full = input.value().chars().count() >= LONGEST;
    if full && matches!(request, Request::InsertChar(_)) {
        return;
    }
    input.handle(request);
    prompt::edited(app);
}

fn request(key: Key) -> Option<Request> {
    Some(match (key.code, key.ctrl, key.alt) {
        (Code::Char(letter), false, false) if !letter.is_control() => Request::InsertChar(letter),
        (Code::Left, false, false) | (Code::Char('b'), true, false) => Request::GoToPrevChar,
        (Code::Right, false, false) | (Code::Char('f'), true, false) => Request::GoToNextChar,
        (Code::Left, _, _) | (Code::Char('b'), false, true) => Request::GoToPrevWord,
        (Code::Right, _, _) | (Code::Char('f'), false, true) => Request::GoToNextWord,
        (Code::Home, ..) | (Code::Char('a'), true, false) => Request::GoToStart,
        (Code::End, ..) | (Code::Char('e'), true, false) => Request::GoToEnd,
        (Code::Backspace, false, false) | (Code::Char('h'), true, false) => Request::DeletePrevChar,
        (Code::Backspace, ..) | (Code::Char('w'), true, false) => Request::DeletePrevWord,
        (Code::Delete, false, false) | (Code::Char('d'), true, false) => Request::DeleteNextChar,
        (Code::Delete, ..) => Request::DeleteNextWord,
        (Code::Char('u'), true, false) => Request::DeleteFromStart,
        (Code::Char('k'), true, false) => Request::DeleteTillEnd,
        (Code::Char('y'), true, false) => Request::Yank,
        _ => return None,
    })
}
