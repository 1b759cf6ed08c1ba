//! A key as it was pressed.

/// A key press. `ctrl` stands for Cmd on a Mac too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stroke {
    /// What the key means: "k", "Enter", "`ArrowUp`".
    pub key: String,
    /// Ctrl or Cmd.
    pub ctrl: bool,
    /// Alt or Option.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
}

impl Stroke {
    /// Whether it is this key and nothing with it.
    pub fn is_bare(&self, key: &str) -> bool {
        self.key == key && !self.ctrl && !self.alt && !self.shift
    }
}
