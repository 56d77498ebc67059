//! A line that is typed, and what for.
//!
//! Never knows what becomes of it.

/// A line to be typed.
#[derive(Debug)]
pub struct Prompt {
    /// What for.
    pub asks: Asks,
    /// What is asked, where that isn't always the same.
    pub question: Option<String>,
    /// What was typed.
    pub input: tui_input::Input,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What a prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The value of `send`: a Python literal.
    Send,
    /// Class and message of `throw`: `RuntimeError "message"`.
    Throw,
    /// A part of a lesson's name, on the home screen.
    Search,
    /// The file that the run is to be saved in.
    Save,
    /// A number that is predicted.
    Number,
    /// The file of one's own script.
    File,
    /// A line for a script that reads its standard input.
    Input,
}

impl Prompt {
    /// An empty prompt.
    pub fn new(asks: Asks) -> Self {
        Self {
            asks,
            question: None,
            input: tui_input::Input::default(),
            error: None,
        }
    }
}
