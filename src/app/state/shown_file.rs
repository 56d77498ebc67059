//! Which file of a script the listing shows, and its lines. A lesson has one listing.
//!
//! Never knows keys, nor who told a file.

use crate::app::state::files::Files;
use crate::app::state::open::Open;
use crate::history::FileName;
use crate::protocol::{Body, Script, Spot, What};

impl Open {
    /// The file that the listing shows: the one that was chosen, or that the actor stands in whom the panes point at.
    pub fn file(&self) -> FileName {
        if !self.play.is_script() {
            return None;
        }
        let sources = self.history.sources();
        let is_known = |file: &FileName| file.is_none() || sources.lines(file).is_some();
        let chosen = self.files.chosen.clone();
        let about = || {
            let actor = self.world.actor(self.highlighted()?)?;
            Some(actor.at.as_ref()?.file.clone())
        };
        let before = || {
            let mut lately = self.lately().iter().rev();
            lately.find_map(|event| match &event.what {
                What::Line(Spot { file, .. }) => Some(file.clone()),
                _ => None,
            })
        };
        let seen = chosen.or_else(about).or_else(before).filter(is_known);
        let first = || {
            let none = sources.lines(&None).is_none() && self.play.listing.lines.is_empty();
            sources.names().first().filter(|_| none).cloned().flatten()
        };
        seen.unwrap_or_else(first)
    }

    /// The lines of the Python that the listing shows.
    pub fn lines(&self) -> Vec<&str> {
        match self.history.sources().lines(&self.file()) {
            Some(lines) => lines.iter().map(|line| &**line).collect(),
            None => {
                let lines = self.play.listing.lines.iter();
                lines.map(|line| line.text.as_str()).collect()
            }
        }
    }

    /// What stands on a line (from 1) of a file; None: that isn't known.
    pub fn line_of(&self, file: &FileName, line: u32) -> Option<&str> {
        let told = self.history.sources().line(file, line);
        let listed = || {
            let at = usize::try_from(line).ok()?.checked_sub(1)?;
            let line = self.play.listing.lines.get(at)?;
            file.is_none().then_some(line.text.as_str())
        };
        told.or_else(listed)
    }

    /// Whether actors stand at the marks alone that the script's author has made.
    pub fn stands_at_its_marks(&self) -> bool {
        if let Body::CPython(Script { step: Some(_), .. }) = self.play.body {
            return false;
        }
        self.has_marks_of_its_own()
    }

    /// Whether there are marks in the script's own text.
    pub fn has_marks_of_its_own(&self) -> bool {
        let sources = self.history.sources();
        match sources.names() {
            [] => self.play.has_marks(),
            _ => sources.have_marks(),
        }
    }

    /// The first row of the listing that is shown, where it was scrolled by hand.
    pub fn listing_scroll(&self) -> Option<usize> {
        self.files.scrolls.get(&self.file()).copied()
    }

    /// Scrolls the listing; None: it follows what happens again.
    pub(in crate::app) fn scroll_listing(&mut self, to: Option<usize>) {
        let file = self.file();
        match to {
            Some(row) => self.files.scrolls.insert(file, row),
            None => self.files.scrolls.remove(&file),
        };
    }

    /// Shows this file, wherever one looks.
    pub(in crate::app) fn show_file(&mut self, file: FileName) {
        self.files.chosen = Some(file);
        self.line = None;
    }

    /// Puts the listing's cursor at a line of the file that is shown; that file stays.
    pub(in crate::app) fn point_at(&mut self, line: u32) {
        self.files.chosen = Some(self.file());
        self.line = Some(line);
        self.scroll_listing(None);
    }

    /// Takes the cursor out of the listing, which follows what happens again.
    pub(in crate::app) fn leave_listing(&mut self) {
        self.files = Files::default();
        self.line = None;
    }

    /// Something has happened: a file that was only looked at gives way to where that was.
    pub(in crate::app) fn follow_file(&mut self) {
        if self.line.is_none() {
            self.files.chosen = None;
        }
    }
}
