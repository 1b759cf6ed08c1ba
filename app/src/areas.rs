//! Screens whose code is fetched when somebody goes there: everything but the inbox.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::account::{CodeScreen, LockScreen, PinScreen, ProfileScreen, SignInScreen, UnlockScreen};
use crate::chat::screen::ConversationScreen;
use crate::directory::{NewScreen, PeopleScreen, PersonScreen};
use crate::help::HelpScreen;
use crate::settings::{ChangePinScreen, ChangeProfileScreen, DevicesScreen, SettingsScreen};

macro_rules! area {
    ($(#[$doc:meta])* $area:ident, $screen:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $area;

        #[lazy_route]
        impl LazyRoute for $area {
            fn data() -> Self {
                Self
            }

            fn view(area: Self) -> AnyView {
                let $area = area;
                view! { <$screen /> }.into_any()
            }
        }
    };
}

area!(/// `/sign-in`.
    SignIn, SignInScreen);
area!(/// `/sign-in/code`.
    Code, CodeScreen);
area!(/// `/welcome`.
    Welcome, ProfileScreen);
area!(/// `/welcome/pin`.
    Pin, PinScreen);
area!(/// `/unlock`.
    Unlock, UnlockScreen);
area!(/// `/lock`.
    Lock, LockScreen);
area!(/// `/c/:id`. The inbox fetches it as soon as it stands: see [`fetch_conversation`].
    Conversation, ConversationScreen);
area!(/// `/new`.
    New, NewScreen);
area!(/// `/people`.
    People, PeopleScreen);
area!(/// `/people/:id`.
    Person, PersonScreen);
area!(/// `/settings`.
    Settings, SettingsScreen);
area!(/// `/settings/profile`.
    ChangeProfile, ChangeProfileScreen);
area!(/// `/settings/pin`.
    ChangePin, ChangePinScreen);
area!(/// `/settings/devices`.
    Devices, DevicesScreen);
area!(/// `/help`.
    Help, HelpScreen);

/// Fetches the conversation's code ahead, so that opening one waits for nothing and works when the network is gone.
pub fn fetch_conversation() {
    leptos::task::spawn_local(Conversation::preload());
}
