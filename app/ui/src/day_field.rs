//! A day in three boxes, as the NHS design system asks for one: no calendar to click through for a year of birth.

use domain::typed::TypedDay;
use leptos::prelude::*;

use super::Typed;
use super::group::Set;

/// Day, month and year. The form sends `name[day]`, `name[month]`, `name[year]`, which is a [`TypedDay`].
#[component]
pub fn DayField(
    /// The form's state.
    form: Typed,
    /// The form field.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// Like which.
    #[prop(optional, into)]
    hint: String,
    /// What is in it at first.
    #[prop(optional)]
    value: TypedDay,
    /// It is somebody's own date of birth, which a browser may fill in.
    #[prop(optional)]
    birthday: bool,
) -> impl IntoView {
    let fields = ["", "-day", "-month", "-year"].map(|part| format!("{name}{part}")).to_vec();
    let parts = [
        ("day", "Day", value.day, 2, "bday-day"),
        ("month", "Month", value.month, 2, "bday-month"),
        ("year", "Year", value.year, 4, "bday-year"),
    ];
    let boxes = parts.map(|(part, label, value, width, fill)| {
        let id = format!("{name}-{part}");
        let field = format!("{name}[{part}]");
        let value = form.value_or(&field, &value);
        // What is wrong with the day as a whole marks all three.
        let known = [name.to_owned(), id.clone()];
        let wrong = Memo::new(move |_| form.error_of(&known).is_some());
        // Text and not `number`: that turns a year by a wheel, and drops what is no digit without a word (GOV.UK Design System).
        view! {
            <div class="nhsuk-date-input__item">
                <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>
                    {label}
                </label>
                <input
                    class=format!("nhsuk-input nhsuk-date-input__input nhsuk-input--width-{width}")
                    class:nhsuk-input--error=move || wrong.get()
                    id=id
                    name=field
                    type="text"
                    value=value
                    // Months may be written out.
                    inputmode=(part != "month").then_some("numeric")
                    autocomplete=if birthday { fill } else { "off" }
                    spellcheck="false"
                    aria-invalid=move || wrong.get().then_some("true")
                />
            </div>
        }
    });
    view! {
        <Set form name legend hint fields>
            <div class="nhsuk-date-input">{boxes.collect_view()}</div>
        </Set>
    }
}
