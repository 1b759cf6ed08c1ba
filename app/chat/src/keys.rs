//! Which keys do what. People read the same table in `app/help/src/keys.rs`.
//!
//! Nothing needs Ctrl and Alt together (that is `AltGr` on British keyboards), and single letters act only on a
//! focused message and only while the person's setting allows it (WCAG 2.2, 2.1.4).

use browser::Stroke;

/// What a key asks of the whole screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Find a conversation or a person.
    Switcher,
    /// Show these keys.
    Help,
    /// To the next region of the screen.
    NextRegion,
    /// To the one before.
    PreviousRegion,
    /// Open the conversation above.
    Above,
    /// Open the conversation below.
    Below,
    /// Open the unread conversation above.
    UnreadAbove,
    /// Open the unread conversation below.
    UnreadBelow,
    /// Show only unread ones, or all again.
    UnreadOnly,
    /// To the oldest unread message.
    OldestUnread,
    /// To the latest message.
    Latest,
    /// To the message box.
    Composer,
    /// Mark everything as read.
    ReadAll,
    /// Show or hide the details.
    Details,
}

/// What a key asks of the focused message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnMessage {
    /// Answer it.
    Reply,
    /// Mark unread from here.
    Unread,
    /// Who got it and who read it.
    Receipts,
    /// Back to the message box.
    Leave,
    /// To another message.
    Go(Step),
}

/// A step in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One up.
    Up,
    /// One down.
    Down,
    /// Ten up.
    PageUp,
    /// Ten down.
    PageDown,
    /// The first.
    First,
    /// The last.
    Last,
}

impl Step {
    /// Where the step leads from `at` in a list of `length`.
    pub fn from(self, at: usize, length: usize) -> usize {
        let last = length.saturating_sub(1);
        match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => (at + 1).min(last),
            Self::PageUp => at.saturating_sub(10),
            Self::PageDown => (at + 10).min(last),
            Self::First => 0,
            Self::Last => last,
        }
    }
}

/// The step a key means in a list.
pub fn step(stroke: &Stroke) -> Option<Step> {
    if stroke.ctrl || stroke.alt || stroke.shift {
        return None;
    }
    match stroke.key.as_str() {
        "ArrowUp" => Some(Step::Up),
        "ArrowDown" => Some(Step::Down),
        "PageUp" => Some(Step::PageUp),
        "PageDown" => Some(Step::PageDown),
        "Home" => Some(Step::First),
        "End" => Some(Step::Last),
        _ => None,
    }
}

/// Whether a key moves the cursor or marks text in a box, or takes back what is begun there: where there is text it does that
/// and nothing else.
pub fn is_boxes_own(stroke: &Stroke) -> bool {
    matches!(stroke.key.as_str(), "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp" | "PageDown" | "Escape")
}

/// What a key asks of the whole screen, wherever the focus is.
pub fn command(stroke: &Stroke) -> Option<Command> {
    let key = stroke.key.to_ascii_lowercase();
    // Where Slack, Element or Mattermost have a key for it, it is theirs: hands know it from there.
    match (stroke.ctrl, stroke.alt, stroke.shift, key.as_str()) {
        (true, false, false, "k") => Some(Command::Switcher),
        // With Shift too: on many keyboards that is how a slash is typed.
        (true, false, _, "/") => Some(Command::Help),
        // With Ctrl in a tab, where F6 alone is the browser's; without it in a window of its own.
        (_, false, false, "f6") => Some(Command::NextRegion),
        (_, false, true, "f6") => Some(Command::PreviousRegion),
        (false, true, false, "arrowup") => Some(Command::Above),
        (false, true, false, "arrowdown") => Some(Command::Below),
        (false, true, true, "arrowup") => Some(Command::UnreadAbove),
        (false, true, true, "arrowdown") => Some(Command::UnreadBelow),
        (true, false, true, "u") => Some(Command::UnreadOnly),
        (false, false, true, "pageup") => Some(Command::OldestUnread),
        (true, false, false, "end") => Some(Command::Latest),
        (true, false, true, "l") => Some(Command::Composer),
        (false, false, true, "escape") => Some(Command::ReadAll),
        (true, false, false, ".") => Some(Command::Details),
        _ => None,
    }
}

/// What a key asks of the focused message.
pub fn on_message(stroke: &Stroke, letters: bool) -> Option<OnMessage> {
    if let Some(step) = step(stroke) {
        return Some(OnMessage::Go(step));
    }
    // Ctrl+R and Ctrl+U are the browser's.
    if stroke.ctrl || stroke.alt || stroke.shift {
        return None;
    }
    match stroke.key.as_str() {
        "Escape" => Some(OnMessage::Leave),
        "r" if letters => Some(OnMessage::Reply),
        "u" if letters => Some(OnMessage::Unread),
        "i" if letters => Some(OnMessage::Receipts),
        _ => None,
    }
}

/// What Enter does in the message box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enter {
    /// Sends.
    Send,
    /// Begins a new line.
    Line,
}

/// What Enter does, by the person's setting; Ctrl+Enter always sends.
pub fn enter(stroke: &Stroke, enter_sends: bool) -> Option<Enter> {
    match (stroke.key.as_str(), stroke.ctrl, stroke.shift) {
        ("Enter", true, _) => Some(Enter::Send),
        ("Enter", false, false) if enter_sends => Some(Enter::Send),
        ("Enter", ..) => Some(Enter::Line),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(keys: &str) -> Stroke {
        let mut stroke = Stroke::default();
        for part in keys.split('+') {
            match part {
                "ctrl" => stroke.ctrl = true,
                "alt" => stroke.alt = true,
                "shift" => stroke.shift = true,
                key => key.clone_into(&mut stroke.key),
            }
        }
        stroke
    }

    #[test]
    fn the_table_of_commands_holds() {
        let told = [
            "ctrl+k",
            "ctrl+/",
            "F6",
            "ctrl+F6",
            "shift+F6",
            "alt+ArrowUp",
            "alt+shift+ArrowDown",
            "ctrl+shift+U",
            "shift+PageUp",
            "ctrl+End",
            "shift+Escape",
            "ctrl+.",
        ];
        let does = told.map(|keys| command(&press(keys)));
        let want = [
            Command::Switcher,
            Command::Help,
            Command::NextRegion,
            Command::NextRegion,
            Command::PreviousRegion,
            Command::Above,
            Command::UnreadBelow,
            Command::UnreadOnly,
            Command::OldestUnread,
            Command::Latest,
            Command::ReadAll,
            Command::Details,
        ];
        assert_eq!(does, want.map(Some));
    }

    #[test]
    fn altgr_which_looks_like_ctrl_and_alt_never_does_anything() {
        for key in ["k", "/", ".", "u", "l", "End", "ArrowUp", "r", "i"] {
            let stroke = press(&format!("ctrl+alt+{key}"));
            assert_eq!((command(&stroke), on_message(&stroke, true), step(&stroke)), (None, None, None));
        }
    }

    #[test]
    fn a_box_with_text_keeps_the_keys_that_move_in_it() {
        for keys in ["ctrl+End", "shift+PageUp", "alt+ArrowDown", "alt+shift+ArrowUp", "shift+Escape"] {
            assert!(command(&press(keys)).is_some() && is_boxes_own(&press(keys)));
        }
        for keys in ["ctrl+k", "F6", "ctrl+shift+L"] {
            assert!(!is_boxes_own(&press(keys)));
        }
    }

    #[test]
    fn single_letters_can_be_switched_off() {
        assert_eq!(on_message(&press("r"), true), Some(OnMessage::Reply));
        assert_eq!(on_message(&press("r"), false), None);
        assert_eq!(on_message(&press("Escape"), false), Some(OnMessage::Leave));
    }

    #[test]
    fn typing_without_ctrl_or_alt_commands_nothing() {
        for key in ["k", "/", ".", "u", "A", "Enter", "ArrowUp", "End", "Escape"] {
            assert_eq!(command(&press(key)), None);
        }
    }

    #[test]
    fn enter_sends_or_breaks_the_line_as_set() {
        let does = |keys: &str, sends| enter(&press(keys), sends);
        assert_eq!(
            [does("Enter", true), does("shift+Enter", true), does("ctrl+Enter", true)],
            [Some(Enter::Send), Some(Enter::Line), Some(Enter::Send)]
        );
        assert_eq!([does("Enter", false), does("ctrl+Enter", false)], [Some(Enter::Line), Some(Enter::Send)]);
    }

    #[test]
    fn steps_stay_inside_the_list() {
        assert_eq!(
            [Step::Up, Step::Down, Step::PageUp, Step::PageDown, Step::First, Step::Last].map(|step| step.from(0, 3)),
            [0, 1, 0, 2, 0, 2]
        );
        assert_eq!(Step::Down.from(0, 0), 0);
    }
}
