//! The keyboard, in a table.

use leptos::prelude::*;

/// A part of the table: where the keys act, and what each does.
struct Part {
    title: &'static str,
    keys: &'static [(&'static str, &'static [&'static str])],
}

const PARTS: &[Part] = &[
    Part {
        title: "Everywhere",
        keys: &[
            ("Find a person or conversation", &["Ctrl", "K"]),
            ("This help", &["Ctrl", "/"]),
            ("Next part of the screen", &["F6"]),
            ("Previous part of the screen", &["Shift", "F6"]),
            ("Mark everything as read", &["Shift", "Esc"]),
        ],
    },
    Part {
        title: "Conversations",
        keys: &[
            ("Next conversation", &["Alt", "↓"]),
            ("Previous conversation", &["Alt", "↑"]),
            ("Next unread conversation", &["Alt", "Shift", "↓"]),
            ("Previous unread conversation", &["Alt", "Shift", "↑"]),
            ("Only unread conversations", &["Ctrl", "Shift", "U"]),
            ("Its people and settings", &["Ctrl", "."]),
        ],
    },
    Part {
        title: "Messages",
        keys: &[
            ("Previous message, next message", &["↑", "↓"]),
            ("First, last shown", &["Home", "End"]),
            ("Oldest unread", &["Shift", "Page Up"]),
            ("Latest", &["Ctrl", "End"]),
            ("Back to the message box", &["Esc"]),
            ("Reply", &["R"]),
            ("Mark unread from here", &["U"]),
            ("Who has read it", &["I"]),
        ],
    },
    Part {
        title: "Message box",
        keys: &[
            ("Send", &["Enter"]),
            ("New line", &["Shift", "Enter"]),
            ("Change your last message", &["↑"]),
            ("Go to the box", &["Ctrl", "Shift", "L"]),
        ],
    },
];

/// What a message box keeps to itself while there are words in it.
const IN_THE_BOX: &str = "Alt with the arrows, Shift+Page Up and Shift+Esc act while the message box is empty or the focus is elsewhere.";

/// The table, and where some of it acts.
#[component]
pub fn Keys() -> impl IntoView {
    let parts = PARTS.iter().map(|part| {
        let rows = part.keys.iter().map(|(what, keys)| {
            view! {
                <div class="keys__row">
                    <dt>{*what}</dt>
                    <dd>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dd>
                </div>
            }
        });
        view! {
            <section>
                <h3 class="keys__heading">{part.title}</h3>
                <dl>{rows.collect_view()}</dl>
            </section>
        }
    });
    view! {
        <div class="keys">
            {parts.collect_view()}
            <p class="hint">{IN_THE_BOX}</p>
        </div>
    }
}

/// The table on the help screen, and what to know about it.
#[component]
pub fn KeysSection() -> impl IntoView {
    view! {
        <section class="page__section keys-section" aria-labelledby="keys-title">
            <h2 class="page__heading" id="keys-title">
                "Keyboard shortcuts"
            </h2>
            <p class="page__lead">
                "On a Mac, Cmd stands for Ctrl. In a browser’s tab F6 is the browser’s own: use Ctrl+F6. Single letters act while a message has the focus; you can switch them off in "
                <a href="/settings">"Settings"</a> "."
            </p>
            <div class="page__section">
                <Keys />
            </div>
        </section>
    }
}
