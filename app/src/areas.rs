//! Screens whose code is fetched when somebody goes there: everything but the inbox.
//!
//! What is wanted together is one file: the door, the conversation with what stands beside it, the rest. Files of their own
//! for each screen would be smaller by nothing, and every file is one more that may be missing.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::LazyRoute;

use account::{CodeScreen, LockScreen, PinScreen, ProfileScreen, SignInScreen, UnlockScreen};
use chat::new::NewScreen;
use chat::screen::ConversationScreen;
use chat::talking::talk;
use directory::{PeopleScreen, PersonScreen};
use gallery::GalleryScreen;
use help::HelpScreen;
use settings::{ChangePinScreen, ChangeProfileScreen, DevicesScreen, SettingsScreen};

use ui::{Fetch, Part, Place, drawn};

/// An area, the two functions that fetch and draw it, its screen, the file it is in, and where its screen stands.
macro_rules! area {
    ($(#[$doc:meta])* $area:ident, $show:ident, $fetch:ident, $screen:ident $(with $given:ident)*, $file:ident, $place:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $area;

        #[wasm_split($file, wasm_split_path = ::leptos::wasm_split, fallible, preload($fetch))]
        fn $show() -> Part {
            Ok(view! { <$screen $($given)* /> }.into_any())
        }

        impl LazyRoute for $area {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                // Its file is named in the page that the server draws, so that it is on its way before it is asked for.
                leptos::prefetch_lazy_fn_on_server(stringify!($file));
                drawn(Fetch::new($show), Place::$place).await
            }

            async fn preload() {
                // What is missing is said by the view, which tries once more.
                drop($fetch().await);
            }
        }
    };
}

/// Whether the code of the screen at `path` is there, fetched if need be: half a page cannot be taken over.
pub async fn is_there(path: &str) -> bool {
    match path.trim_end_matches('/') {
        "" | "/c" => true,
        "/sign-in" | "/sign-in/code" | "/welcome" | "/welcome/pin" | "/unlock" | "/lock" => fetch_sign_in().await.is_ok(),
        path if path.starts_with("/c/") => fetch_conversation().await.is_ok(),
        path if path.starts_with("/dev/gallery") => fetch_gallery().await.is_ok(),
        _ => fetch_settings().await.is_ok(),
    }
}

area!(/// `/sign-in`.
    SignIn, sign_in, fetch_sign_in, SignInScreen, door, Within);
area!(/// `/sign-in/code`.
    Code, code, fetch_code, CodeScreen, door, Within);
area!(/// `/welcome`.
    Welcome, welcome, fetch_welcome, ProfileScreen, door, Within);
area!(/// `/welcome/pin`.
    Pin, pin, fetch_pin, PinScreen, door, Within);
area!(/// `/unlock`.
    Unlock, unlock, fetch_unlock, UnlockScreen, door, Alone);
area!(/// `/lock`.
    Lock, lock, fetch_lock, LockScreen, door, Alone);
area!(/// `/c/:id`. Fetched as soon as the inbox stands, with the line to the server: see [`chat::commands`].
    Conversation, conversation, fetch_conversation, ConversationScreen, conversation, Alone);
area!(/// `/new`.
    New, new, fetch_new, NewScreen, rest, Alone);
area!(/// `/people`.
    People, people, fetch_people, PeopleScreen, rest, Alone);
area!(/// `/people/:id`.
    Person, person, fetch_person, PersonScreen with talk, rest, Alone);
area!(/// `/settings`.
    Settings, settings, fetch_settings, SettingsScreen, rest, Alone);
area!(/// `/settings/profile`.
    ChangeProfile, change_profile, fetch_change_profile, ChangeProfileScreen, rest, Alone);
area!(/// `/settings/pin`.
    ChangePin, change_pin, fetch_change_pin, ChangePinScreen, rest, Alone);
area!(/// `/settings/devices`.
    Devices, devices, fetch_devices, DevicesScreen, rest, Alone);
area!(/// `/dev/gallery/:part/:look`: not found where the outbox mailer does not run.
    Gallery, gallery_of_parts, fetch_gallery, GalleryScreen, gallery, Alone);
area!(/// `/help`.
    Help, help, fetch_help, HelpScreen, rest, Alone);
