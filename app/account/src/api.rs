//! The server functions of coming in: who calls, which action, which failure. Nothing is decided here.

use domain::access::DeviceId;
use domain::account::model::{Device, Me};
use domain::account::settings::Settings;
use leptos::prelude::*;

pub use domain::account::model::Arrival;

use call::failure::Problem;

/// Sends a code to an address; the answer says nothing about whether anybody has it.
#[server(prefix = "/api", endpoint = "request-code")]
pub async fn request_code(email: String, #[server(default)] next: String) -> Result<(), Problem> {
    use super::visit;
    visit::ask(&email).await?;
    visit::remember(&next).await?;
    call::caller::go_to("/sign-in/code");
    Ok(())
}

/// Sends another code to the address this browser asked for.
#[server(prefix = "/api", endpoint = "resend-code")]
pub async fn resend_code() -> Result<(), Problem> {
    use super::visit;
    visit::ask_again().await?;
    call::caller::go_to("/sign-in/code");
    Ok(())
}

/// Enters the code, and signs this browser in.
#[server(prefix = "/api", endpoint = "enter-code")]
pub async fn enter_code(
    code: String,
    /// The address whose code the form asks for: another tab may have asked for another's since.
    #[server(default)]
    email: String,
) -> Result<(), Problem> {
    use super::visit;
    let entered = visit::enter(&code, &email).await?;
    call::caller::go_to(if entered.profile_missing { "/welcome" } else { "/welcome/pin" });
    Ok(())
}

/// What the screens of coming in show, and at work one's own profile; while locked no more than whose device this is.
#[server(prefix = "/api", endpoint = "my-arrival")]
pub async fn my_arrival() -> Result<Arrival, Problem> {
    use super::visit;
    visit::arrival().await
}

/// Says who one is, on arrival or later. All that has to change is told at once.
#[server(prefix = "/api", endpoint = "save-profile")]
pub async fn save_profile(
    #[server(default)] name: String,
    #[server(default)] role: String,
    #[server(default)] grade: String,
    #[server(default)] specialty: String,
    #[server(default)] ward: String,
    #[server(default)] body: String,
    #[server(default)] registration: String,
) -> Result<(), Problem> {
    use super::visit;
    use domain::account::model::Profile;
    visit::save_profile(&Profile { name, role, grade, specialty, ward, body, registration }).await
}

/// Sets the PIN of this device, which opens it; answers where to go on.
#[server(prefix = "/api", endpoint = "set-pin")]
pub async fn set_pin(pin: String, again: String) -> Result<String, Problem> {
    use super::visit;
    visit::set_pin(&pin, &again).await?;
    let next = visit::remembered().await?;
    call::caller::done_at(&next);
    Ok(next)
}

/// Gives this device another PIN.
#[server(prefix = "/api", endpoint = "change-pin")]
pub async fn change_pin(
    #[server(default)] current: String,
    #[server(default)] pin: String,
    #[server(default)] again: String,
) -> Result<(), Problem> {
    use call::caller::{answer, caller, done_at};
    let ctx = caller()?;
    answer(domain::account::actions::change_pin(&ctx, &current, &pin, &again).await)?;
    done_at("/settings");
    Ok(())
}

/// Opens this device with its PIN; answers where to go on.
#[server(prefix = "/api", endpoint = "unlock")]
pub async fn unlock(pin: String, #[server(default)] next: String) -> Result<String, Problem> {
    use super::visit;
    visit::unlock(&pin).await?;
    let next = call::next::own_page(&next);
    call::caller::done_at(&next);
    Ok(next)
}

/// Locks this device.
#[server(prefix = "/api", endpoint = "lock")]
pub async fn lock() -> Result<(), Problem> {
    use call::caller::{answer, caller, done_at};
    let ctx = caller()?;
    answer(domain::account::actions::lock(&ctx).await)?;
    // A call leaves the whole page by itself, covered: sent on, it would take the conversation apart under its own feet.
    done_at("/unlock");
    Ok(())
}

/// Signs out on this device, and leaves nothing on it.
#[server(prefix = "/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), Problem> {
    use super::visit;
    visit::sign_out().await?;
    call::caller::go_to("/sign-in");
    Ok(())
}

/// Who is at work.
#[server(prefix = "/api", endpoint = "who-am-i")]
pub async fn who_am_i() -> Result<Me, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::account::actions::me(&ctx).await)
}

/// One's own devices.
#[server(prefix = "/api", endpoint = "list-devices")]
pub async fn list_devices() -> Result<Vec<Device>, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::account::actions::list_devices(&ctx).await)
}

/// Signs out one of one's own devices.
#[server(prefix = "/api", endpoint = "sign-out-device")]
pub async fn sign_out_device(device: DeviceId) -> Result<(), Problem> {
    use call::caller::{answer, caller, done_at};
    let ctx = caller()?;
    // Of this one the browser has to forget as well.
    if device == ctx.who.device {
        super::visit::sign_out().await?;
        call::caller::go_to("/sign-in");
        return Ok(());
    }
    answer(domain::account::actions::sign_out_device(&ctx, device).await)?;
    done_at("/settings/devices");
    Ok(())
}

/// Signs out all of one's devices, this one too.
#[server(prefix = "/api", endpoint = "sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), Problem> {
    use super::visit;
    visit::sign_out_everywhere().await?;
    call::caller::go_to("/sign-in");
    Ok(())
}

/// Keeps what was changed on a page that [showed](Settings::shown) these settings; returns all that hold now.
#[server(prefix = "/api", endpoint = "save-settings")]
pub async fn save_settings(
    #[server(default)] shown: String,
    theme: Option<String>,
    density: Option<String>,
    enter_sends: Option<String>,
    touch_enter_sends: Option<String>,
    single_keys: Option<String>,
    announce: Option<String>,
) -> Result<Settings, Problem> {
    use call::caller::{answer, caller, done_at};
    let ctx = caller()?;
    let said = [
        ("theme", theme),
        ("density", density),
        ("enter_sends", enter_sends),
        ("touch_enter_sends", touch_enter_sends),
        ("single_keys", single_keys),
        ("announce", announce),
    ];
    let changes = answer(domain::account::settings::changes(&shown, &said))?;
    let settings = answer(domain::account::actions::save_settings(&ctx, &changes).await)?;
    done_at("/settings");
    Ok(settings)
}

/// Says that somebody is at this device; the socket's `Active` says the same.
#[server(prefix = "/api", endpoint = "stay-active")]
pub async fn stay_active() -> Result<(), Problem> {
    use call::caller::caller;
    caller()?;
    super::visit::touch().await
}

/// The key that encrypts the unsent queue on this device, in base64.
#[server(prefix = "/api", endpoint = "queue-key")]
pub async fn queue_key() -> Result<String, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::account::actions::queue_key(&ctx).await)
}
