//! What was typed into a form and what has to change about it, whether the browser runs WASM or not.

use std::time::Duration;

use domain::access::{Failure, Outcome};
use leptos::prelude::*;
use server_fn::ServerFn;

use call::failure::Problem;
use call::flash::{self, Fields};

use super::fetched::in_page;

/// The state of one form.
#[derive(Clone, Copy, Debug)]
pub struct Typed {
    fields: StoredValue<Fields>,
    failures: RwSignal<Vec<Failure>>,
    refusals: RwSignal<u32>,
    /// The field typed in since it was last checked or the form was last sent.
    typed_in: StoredValue<Option<String>>,
}

impl Typed {
    /// The state of the form that runs `action`; `form` is the server function's endpoint.
    pub fn new<F>(form: &'static str, action: ServerAction<F>) -> Self
    where
        F: ServerFn<Error = Problem> + Clone + Send + Sync + 'static,
        F::Output: Clone + Send + Sync + 'static,
    {
        let typed = Self::plain(form);
        Effect::new(move |before: Option<()>| {
            let value = action.value().get();
            // The first run has nothing to say: what the page came with stays.
            match before {
                Some(()) => typed.fail(value.and_then(Result::err).map(|problem| problem.0).into_iter().collect()),
                None => typed.until_over(),
            }
        });
        typed
    }

    /// The state of a form that no action runs: only what the page came back with.
    pub fn plain(form: &'static str) -> Self {
        // Taken once, on the server; the browser finds it in the page that was drawn with it.
        let flash = in_page(|| flash::take(form)).unwrap_or_default();
        let refusals = u32::from(!flash.failures.is_empty());
        Self {
            fields: StoredValue::new(flash.fields),
            failures: RwSignal::new(flash.failures),
            refusals: RwSignal::new(refusals),
            typed_in: StoredValue::new(None),
        }
    }

    /// What was typed into a field before the page came back with an error, else `first`.
    pub fn value_or(self, name: &str, first: &str) -> String {
        self.fields.with_value(|fields| fields.get(name).cloned()).unwrap_or_else(|| first.to_owned())
    }

    /// What was ticked before the page came back with an error, else `first`.
    pub fn ticked_or(self, name: &str, first: &[String]) -> Vec<String> {
        // A browser sends nothing of a box that is not ticked: what came back says so of all of them, or nothing came back.
        self.fields.with_value(|fields| if fields.is_empty() { first.to_vec() } else { fields.all(name) })
    }

    /// What to change about one of several fields that are one question.
    pub fn error_of(self, names: &[String]) -> Option<String> {
        names.iter().find_map(|name| self.error(name))
    }

    /// What to change about a field.
    pub fn error(self, name: &str) -> Option<String> {
        self.failures.with(|failures| failures.iter().find(|failure| failure.field() == Some(name)).map(ToString::to_string))
    }

    /// Everything to change.
    pub fn failures(self) -> Vec<Failure> {
        self.failures.get()
    }

    /// Whether anything has to change.
    pub fn is_wrong(self) -> bool {
        self.failures.with(|failures| !failures.is_empty())
    }

    /// Whether the form was sent and refused, and something still has to change.
    pub fn is_refused(self) -> bool {
        self.is_wrong() && self.refusals() > 0
    }

    /// How often the form was sent and refused; a field left wrong does not count.
    pub fn refusals(self) -> u32 {
        self.refusals.get()
    }

    /// Says what has to change about what was sent, in place of what was said before.
    pub fn fail(self, failures: Vec<Failure>) {
        if failures.is_empty() || self.failures.with_untracked(|told| *told != failures) {
            return self.tell(failures);
        }
        // The same words in the same place are not read out again: they go, and come back.
        self.failures.set(Vec::new());
        let refusals = self.refusals.get_untracked();
        request_animation_frame(move || {
            // Sent again meanwhile, or gone.
            if self.refusals.try_get_untracked() == Some(refusals) {
                self.tell(failures);
            }
        });
    }

    fn tell(self, failures: Vec<Failure>) {
        if !failures.is_empty() {
            self.refusals.update(|refusals| *refusals += 1);
        }
        self.typed_in.set_value(None);
        self.failures.set(failures);
        self.until_over();
    }

    /// Takes back that somebody has to wait, once they have.
    fn until_over(self) {
        let wait = untrack(|| self.failures()).iter().find_map(|failure| match failure {
            Failure::TooMany { wait, .. } => Some(wait.unsigned_abs()),
            _ => None,
        });
        let Some(wait) = wait else { return };
        let refusals = self.refusals.get_untracked();
        let over = move || {
            // Refused again meanwhile, it has another time to wait; or the form is gone.
            if self.refusals.try_get_untracked() == Some(refusals) {
                self.failures.update(|failures| failures.retain(|failure| !matches!(failure, Failure::TooMany { .. })));
            }
        };
        set_timeout(over, Duration::from_secs(wait));
    }

    /// Notes that somebody types into a field.
    pub fn type_in(self, name: &str) {
        self.typed_in.set_value(Some(name.to_owned()));
    }

    /// Asks a rule about what was typed into one field, which nobody has sent yet.
    pub fn check(self, name: &str, rule: impl Fn(&str) -> Outcome<String>, typed: &str) {
        // What the server has said about it stands until it is changed: the rule knows less.
        if self.typed_in.with_value(|field| field.as_deref() != Some(name)) {
            return;
        }
        self.typed_in.set_value(None);
        // Somebody who only passes through has not made a mistake.
        let wrong = if typed.trim().is_empty() { None } else { rule(typed).err() };
        if wrong.is_some() || self.error(name).is_some() {
            self.failures.update(|failures| {
                failures.retain(|failure| failure.field() != Some(name));
                failures.extend(wrong);
            });
        }
    }
}
