//! The message box: a view of what is being written in one conversation, made anew with it.

use domain::chat::model::LONGEST_BODY;
use domain::text::isolated;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::SendMessage;
use super::composer_context::{ABOUT, Context};
use super::composing::{BOX, Composing};
use super::here::Here;
use ui::{Erased, Icon, escaped};

/// From so many characters before the limit on, they are counted.
const COUNT_FROM: usize = 200;

/// The id of its form: what answers a message is posted with what stands in the box.
pub(super) const COMPOSER: &str = "composer";

/// The form; without WASM it posts like any form.
#[component]
pub fn Composer(
    /// What the conversation is called.
    named: Memo<String>,
) -> impl IntoView {
    let here = expect_context::<Here>();
    // A title written from the right would turn the label and the hint around it.
    let named = move || isolated(&named.get());
    let composing = Composing::new(here);
    // First: what was refused is what the box is drawn with.
    composing.take_back_refused_form();
    let typed = here.writing().with_untracked(|writing| writing.shown().to_owned());
    // Without WASM nobody counts what is typed: a button that said it cannot be pressed would say so for good.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    composing.listen();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        composing.submit();
    };
    let writing = RwSignal::from(here.writing());
    let error = Memo::new(move |_| writing.with(|writing| writing.error.clone()));
    let length = Memo::new(move |_| writing.with(|writing| writing.shown().chars().count()));
    let editing = Memo::new(move |_| writing.with(|writing| writing.edit().is_some()));
    let undecided = Memo::new(move |_| writing.with(|writing| writing.meanwhile().is_some()));
    let lost = Memo::new(move |_| writing.with(|writing| writing.meanwhile().is_some_and(|now| now.deleted_at.is_some())));
    let answers = Memo::new(move |_| writing.with(|writing| writing.about().0));
    let hint = move || match (composing.enter_sends(), editing.get()) {
        _ if lost.get() => "Choose above what becomes of your words",
        _ if undecided.get() => "Choose above which of the two stays",
        (true, false) => "Enter sends, Shift Enter starts a new line",
        (false, false) => "Ctrl Enter sends",
        (true, true) => "Enter saves, Escape leaves it as it was",
        (false, true) => "Ctrl Enter saves, Escape leaves it as it was",
    };
    view! {
        <form class="composer" id=COMPOSER action=SendMessage::PATH method="post" aria-label=move || format!("Write to {}", named()) on:submit=submit>
            <input type="hidden" name="conversation" value=here.conversation().to_string() />
            <input type="hidden" name="once" value=here.room.with_value(|room| room.once.to_string()) />
            {move || answers.get().map(|message| view! { <input type="hidden" name="reply_to" value=message.to_string() /> })}
            <div class="composer__box">
                <Context composing />
                <label class="visually-hidden" for=BOX>
                    {move || format!("Message to {}", named())}
                </label>
                <textarea
                    class="composer__input"
                    id=BOX
                    node_ref=composing.area
                    name="body"
                    rows="1"
                    // What a browser puts back on the way Back is nobody's typing either, and may be half of a change.
                    autocomplete="off"
                    dir="auto"
                    placeholder=move || format!("Message {}", named())
                    aria-describedby=format!("{ABOUT} composer-foot")
                    aria-invalid=move || error.get().is_some().then_some("true")
                    enterkeyhint=move || if composing.enter_sends() { "send" } else { "enter" }
                    readonly=move || composing.left.get()
                    inner_html=escaped(&typed)
                    on:blur=move |_| composing.left_off()
                    on:focus=move |_| composing.go_on()
                    on:input=move |_| composing.input()
                    on:keydown=move |event| composing.key(&event)
                    on:beforeinput=move |event| composing.before_input(&event)
                ></textarea>
                <button type="submit" class="composer__send" aria-disabled=move || (alive.get() && (length.get() == 0 || undecided.get())).then_some("true") aria-label=move || if editing.get() { "Save the change" } else { "Send" }>
                    {move || if editing.get() { view! { <Icon name="check" /> } } else { view! { <Icon name="send" /> } }}
                </button>
            </div>
            <div class="composer__foot" id="composer-foot">
                {move || match error.get() {
                    Some(text) => view! { <span class="nhsuk-error-message" role="alert">{text}</span> }.erased(),
                    None => view! { <span class="composer__hint">{hint}</span> }.erased(),
                }}
                <Counter length />
            </div>
        </form>
    }
    .erased()
}

#[component]
fn Counter(length: Memo<usize>) -> impl IntoView {
    let words = move || {
        let length = length.get();
        match LONGEST_BODY.checked_sub(length) {
            Some(left) if left > COUNT_FROM => None,
            Some(left) => Some((format!("{left} characters left"), false)),
            None => Some((format!("{} characters too many: {length} of {LONGEST_BODY}", length - LONGEST_BODY), true)),
        }
    };
    move || words().map(|(text, over)| view! { <span class="counter" class:counter--over=over role="status">{text}</span> })
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_was_typed_cannot_leave_the_box() {
        assert_eq!(escaped("</textarea><script>"), "&lt;/textarea&gt;&lt;script&gt;");
        assert_eq!(escaped("\nBP 120/80 & rising"), "\n\nBP 120/80 &amp; rising");
    }
}
