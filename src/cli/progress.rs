//! The progress bar of a check of many files.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use super::session::Session;

/// Files below which a bar would only flicker.
const MANY: usize = 50;
const CELLS: usize = 30;
const PAUSE: Duration = Duration::from_millis(80);

/// A bar on stderr, if that is a terminal; it is gone when the check is over.
#[derive(Debug)]
pub struct Progress {
    total: usize,
    done: usize,
    shown: Option<Instant>,
    active: bool,
}

impl Progress {
    /// A bar for `total` files.
    pub fn new(total: usize) -> Self {
        let active = total >= MANY && std::io::stderr().is_terminal();
        Self { total, done: 0, shown: None, active }
    }

    /// One more file is done.
    pub fn step(&mut self) {
        self.done += 1;
        if !self.active || self.shown.is_some_and(|at| at.elapsed() < PAUSE) {
            return;
        }
        self.shown = Some(Instant::now());
        Session::tell(&format!("\r{}", line(self.done, self.total)));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            Session::tell("\r\x1b[2K");
        }
    }
}

fn line(done: usize, total: usize) -> String {
    let full = CELLS * done / total.max(1);
    format!("[{}{}] {done}/{total}", "#".repeat(full), "-".repeat(CELLS - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills() {
        assert_eq!(line(0, 60), format!("[{}] 0/60", "-".repeat(30)));
        assert_eq!(line(30, 60), format!("[{}{}] 30/60", "#".repeat(15), "-".repeat(15)));
        assert_eq!(line(60, 60), format!("[{}] 60/60", "#".repeat(30)));
    }
}
