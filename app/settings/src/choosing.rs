//! What somebody chooses: each change is seen and kept at once and says so; without WASM the button of the form keeps it.

use domain::account::settings::Settings;
use leptos::ev::{Event, SubmitEvent};
use leptos::form::ActionForm;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlInputElement};

use super::section::{Section, Setting, Switch, Told};
use account::AtWork;
use account::api::{SaveSettings, save_settings};
use account::turned_away;
use call::failure::Problem;
use ui::{Announcer, Button, Choice, ErrorSummary, Segmented, Toasts, Typed, for_app};

/// What can be chosen, by the names of its controls.
const CONTROLS: [&str; 6] = ["theme", "density", "enter_sends", "touch_enter_sends", "single_keys", "announce"];

/// Look, keys and announcements.
#[component]
pub fn Choosing() -> impl IntoView {
    let action = ServerAction::<SaveSettings>::new();
    let form = Typed::new("save-settings", action);
    let keeping = Keeping::new();
    let now = keeping.settings.get_untracked();
    let told = move |name: &'static str| Signal::derive(move || keeping.told_of(name));
    let alive = RwSignal::new(false);
    Effect::new(move |_| {
        keeping.begin();
        alive.set(true);
    });
    let sent = move |event: SubmitEvent| {
        event.prevent_default();
        keeping.save();
    };
    view! {
        <ErrorSummary form />
        // No browser restores what was chosen before the page was loaded again: what is kept is what holds.
        <ActionForm action attr:autocomplete="off" on:submit:capture=sent on:change=move |event| keeping.changed(&event)>
            <input type="hidden" name="shown" value=now.shown() />
            <div node_ref=keeping.controls>
                <Section title="How it looks">
                    <Setting name="Theme" hint="Follows the device unless you choose." told=told("theme")>
                        <Segmented form name="theme" legend="Theme" chosen=now.theme choices=themes() />
                    </Setting>
                    <Setting name="Density" hint="Compact fits more conversations on the screen." told=told("density")>
                        <Segmented form name="density" legend="Density" chosen=now.density choices=densities() />
                    </Setting>
                </Section>
                <Section title="Keyboard and screen reader">
                    <Switch
                        name="enter_sends"
                        label="Enter sends the message"
                        hint="Off: Enter starts a new line and Ctrl Enter sends."
                        on=now.enter_sends
                        told=told("enter_sends")
                    />
                    <Switch
                        name="touch_enter_sends"
                        label="Enter on a phone sends the message"
                        hint="Off: Enter of a keyboard on the screen starts a new line and the button sends."
                        on=now.touch_enter_sends
                        told=told("touch_enter_sends")
                    />
                    <Switch
                        name="single_keys"
                        label="Single-letter shortcuts"
                        hint="R, U and I on a focused message. Switch off if you dictate."
                        on=now.single_keys
                        told=told("single_keys")
                    />
                    <Setting name="Announce new messages" hint="Read out by a screen reader in the open conversation. Of others, only that something came." told=told("announce")>
                        <Segmented form name="announce" legend="Announce new messages" chosen=now.announce choices=announcing() />
                    </Setting>
                </Section>
            </div>
            <div class="settings__foot">
                <Show when=move || alive.get() fallback=|| view! { <Button>"Save"</Button> }>
                    <p class="hint">"Each change is saved at once, for all your devices."</p>
                </Show>
            </div>
        </ActionForm>
    }
}

/// Keeps what is chosen: one save at a time, and the last choice wins.
#[derive(Clone, Copy)]
struct Keeping {
    /// As they are shown. They live as long as the app, and so does a save that is under way when somebody leaves.
    settings: RwSignal<Settings>,
    /// As the server has them.
    kept: StoredValue<Settings>,
    busy: StoredValue<bool>,
    /// Which was changed last.
    last: StoredValue<String>,
    /// What became of it.
    told: RwSignal<Option<(String, Told)>>,
    controls: NodeRef<html::Div>,
    announcer: Announcer,
    toasts: Toasts,
}

impl Keeping {
    fn new() -> Self {
        let settings = expect_context::<AtWork>().settings;
        Self {
            settings,
            kept: StoredValue::new(settings.get_untracked()),
            busy: StoredValue::new(false),
            last: StoredValue::new(String::new()),
            told: RwSignal::new(None),
            controls: NodeRef::new(),
            announcer: expect_context(),
            toasts: expect_context(),
        }
    }

    fn told_of(self, name: &str) -> Option<Told> {
        self.told.with(|told| told.as_ref().filter(|(which, _)| which == name).map(|(_, told)| told.clone()))
    }

    /// Takes over what was chosen before the page came to life.
    fn begin(self) {
        let Some(controls) = self.controls.get_untracked() else { return };
        let mut chosen = self.settings.get_untracked();
        for name in CONTROLS {
            // A switch says something when it is off, too; of radios only the chosen one does.
            let chosen_one = format!("input[name={name}][type=checkbox], input[name={name}]:checked");
            if let Some(input) = control(&controls, &chosen_one) {
                choose(&mut chosen, &input);
            }
        }
        if self.settings.with_untracked(|settings| *settings != chosen) {
            self.settings.set(chosen);
            self.save();
        }
    }

    fn changed(self, event: &Event) {
        let input = event_target::<HtmlInputElement>(event);
        self.last.set_value(input.name());
        self.told.set(None);
        self.settings.update(|settings| choose(settings, &input));
        self.save();
    }

    fn save(self) {
        // A save under way looks again when its answer has come.
        if self.busy.get_value() {
            return;
        }
        self.busy.set_value(true);
        let mut kept = self.kept.get_value();
        for_app(async move {
            let mut told = None;
            while let Some(now) = self.settings.try_get_untracked().filter(|now| *now != kept) {
                match keep(&kept, &now).await {
                    Ok(held) => {
                        // What another device chose meanwhile is shown here too, unless more was chosen here.
                        if self.settings.try_get_untracked().is_some_and(|settings| settings == now) {
                            drop(self.settings.try_set(held.clone()));
                            self.show(&held);
                            kept = held;
                        } else {
                            kept = now;
                        }
                        told = Some(Told::Saved);
                    }
                    Err(Problem(failure)) if turned_away(&failure) => {
                        self.busy.try_update_value(|busy| *busy = false);
                        return;
                    }
                    Err(Problem(failure)) => {
                        drop(self.settings.try_set(kept.clone()));
                        told = Some(Told::Refused(failure.to_string()));
                    }
                }
            }
            self.end(kept, told);
        });
    }

    /// Says what became of it; whoever has left the screen meanwhile is told what was not kept.
    fn end(self, kept: Settings, told: Option<Told>) {
        let is_here = self.busy.try_set_value(false).is_none();
        if let Some(Told::Refused(why)) = &told {
            self.show(&kept);
            if is_here {
                self.announcer.say(format!("Put back as it was. {why}"));
            } else {
                self.toasts.show(format!("Your settings could not be saved. {why}"));
            }
        } else if told.is_some() {
            self.announcer.say("Saved");
        }
        if is_here {
            self.kept.set_value(kept);
            self.told.set(told.map(|told| (self.last.get_value(), told)));
        }
    }

    /// Shows in the controls what holds.
    fn show(self, kept: &Settings) {
        let Some(Some(controls)) = self.controls.try_get_untracked() else { return };
        for (name, value) in [("theme", &kept.theme), ("density", &kept.density), ("announce", &kept.announce)] {
            // Of a group of radios the others let go.
            check(&controls, &format!("input[name={name}][value={value}]"), true);
        }
        for (name, on) in
            [("enter_sends", kept.enter_sends), ("touch_enter_sends", kept.touch_enter_sends), ("single_keys", kept.single_keys)]
        {
            check(&controls, &format!("input[name={name}]"), on);
        }
    }
}

/// Tells the server what differs.
async fn keep(kept: &Settings, now: &Settings) -> Result<Settings, Problem> {
    // With what this page was shown: only what differs from that is kept, and no other device's choice is taken back.
    let (now, on) = (now.clone(), |on: bool| Some(on.to_string()));
    let (theme, density, announce) = (Some(now.theme), Some(now.density), Some(now.announce));
    save_settings(kept.shown(), theme, density, on(now.enter_sends), on(now.touch_enter_sends), on(now.single_keys), announce).await
}

fn control(within: &Element, selector: &str) -> Option<HtmlInputElement> {
    within.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn check(within: &Element, selector: &str, on: bool) {
    if let Some(control) = control(within, selector) {
        control.set_checked(on);
    }
}

/// What a control says; a radio says something only when it is the chosen one.
fn choose(settings: &mut Settings, input: &HtmlInputElement) {
    let (name, value, on) = (input.name(), input.value(), input.checked());
    match name.as_str() {
        "enter_sends" => settings.enter_sends = on,
        "touch_enter_sends" => settings.touch_enter_sends = on,
        "single_keys" => settings.single_keys = on,
        "theme" if on => settings.theme = value,
        "density" if on => settings.density = value,
        "announce" if on => settings.announce = value,
        _ => {}
    }
}

fn themes() -> Vec<Choice> {
    vec![Choice::new("auto", "Device"), Choice::new("light", "Light"), Choice::new("dark", "Dark")]
}

fn densities() -> Vec<Choice> {
    vec![Choice::new("regular", "Normal"), Choice::new("compact", "Compact")]
}

fn announcing() -> Vec<Choice> {
    vec![Choice::new("all", "All"), Choice::new("none", "None")]
}
