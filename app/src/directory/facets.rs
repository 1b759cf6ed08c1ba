//! Narrowing a search by site and ward.

use domain::directory::model::WardOfSite;
use leptos::prelude::*;

use super::finding::Finding;
use crate::ui::Icon;

/// The two selects; in the address of a plain form as `site` and `ward`.
#[component]
pub fn Facets(
    /// The search.
    finding: Finding,
    /// Everything there is to choose, by site.
    wards: Vec<WardOfSite>,
) -> impl IntoView {
    let asked = finding.asked.get_untracked();
    let mut sites: Vec<(String, String)> = wards.iter().map(|ward| (ward.site.to_string(), ward.site_name.clone())).collect();
    sites.dedup();
    let wards = wards.into_iter().map(|ward| (ward.ward.to_string(), format!("{}, {}", ward.ward_name, ward.site_name))).collect();
    let site = asked.site.map(|site| site.to_string()).unwrap_or_default();
    let ward = asked.ward.map(|ward| ward.to_string()).unwrap_or_default();
    let narrowed = asked.site.is_some() || asked.ward.is_some();
    view! {
        // Folded away: on a small screen the people found are what has to be seen.
        <details class="directory__narrow" open=narrowed>
            <summary>
                <Icon name="place" />
                "Narrow by site or ward"
                <Icon name="chevron-down" />
            </summary>
            <div class="directory__facets">
            <Facet name="site" label="Site" every="All sites" chosen=site options=sites choose=move |id: String| finding.narrow(|asked| asked.site = id.parse().ok()) />
            <Facet name="ward" label="Ward" every="All wards" chosen=ward options=wards choose=move |id: String| finding.narrow(|asked| asked.ward = id.parse().ok()) />
            </div>
        </details>
    }
}

#[component]
fn Facet(
    name: &'static str,
    label: &'static str,
    every: &'static str,
    chosen: String,
    options: Vec<(String, String)>,
    #[prop(into)] choose: Callback<String>,
) -> impl IntoView {
    let options = options.into_iter().map(|(id, words)| {
        let selected = id == chosen;
        view! {
            <option value=id selected=selected>
                {words}
            </option>
        }
    });
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>
                {label}
            </label>
            <select class="nhsuk-select" id=name name=name on:change=move |event| choose.run(event_target_value(&event))>
                <option value="">{every}</option>
                {options.collect_view()}
            </select>
        </div>
    }
}
