//! Line editing: keys on the text that is being typed, as shells do it.

use tui_input::InputRequest as Request;

use crate::app::acts::prompt;
use crate::app::key::{Code, Key};
use crate::app::state::App;

/// The longest text that can be typed, in characters: enough for any literal, far below the wire's longest line.
const LONGEST: usize = 2000;

/// Types a key, where something is being typed.
pub(in crate::app) fn key(app: &mut App, key: Key) {
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

/// Types a pasted text where something is being typed; line ends become spaces.
pub(in crate::app) fn paste(app: &mut App, text: &str) {
    let Some(input) = app.typing() else { return };
    let room = LONGEST.saturating_sub(input.value().chars().count());
    let line = text.trim_end_matches(['\r', '\n']).replace("\r\n", " ");
    for letter in line.chars().take(room) {
        let letter = if letter.is_control() { ' ' } else { letter };
        input.handle(tui_input::InputRequest::InsertChar(letter));
    }
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
