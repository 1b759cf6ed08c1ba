//! What a ward talks about: each topic is a little dialogue in five turns, with several ways to say each.
//!
//! Braces are slots that [`super::words`] fills, the same way throughout one dialogue.

/// One thing to talk about. The asker says `open`, `more` and `close`; somebody else says `answer` and `then`.
pub struct Topic {
    /// How it begins.
    pub open: &'static [&'static str],
    /// The first answer.
    pub answer: &'static [&'static str],
    /// What the asker adds.
    pub more: &'static [&'static str],
    /// What comes back.
    pub then: &'static [&'static str],
    /// How it ends.
    pub close: &'static [&'static str],
}

/// Somebody is unwell, or needs looking at: between any two clinicians.
pub const BEDSIDE: &[Topic] = &[
    Topic {
        open: &[
            "{bed} {pt} is scoring a NEWS2 of {news}. RR {rr}, sats {sats}% on 2L, HR {hr}, BP {bp}, temp {temp}. Could someone review please?",
            "Please could you come and see {pt} in {bed}? Looks more breathless than this morning, sats {sats}%, RR {rr}.",
            "Worried about {bed}. Obs gone off: HR {hr}, BP {bp}, temp {temp}. NEWS {news}, was 2 at the last set.",
            "{pt} {bed} spiked {temp}, HR {hr}. Cultures not done yet. Review when you can?",
            "Can I escalate {bed} please. More drowsy, RR {rr}, NEWS2 {news}. Family are with her.",
        ],
        answer: &[
            "On my way, 5 mins. Can you repeat the obs and get a gas syringe ready please",
            "Just finishing on {ward}, with you in 10. Has {pt} had any fluids?",
            "Thanks for letting me know. Please sit up, oxygen to keep sats 94-98 and do a set of bloods incl. lactate",
            "Coming now. Is there a TEP / escalation plan in the notes?",
            "Will be there by {time}. If the NEWS goes to 7 or above put out a call, don't wait for me",
        ],
        more: &[
            "Repeat set: RR {rr}, sats {sats}% on 4L, BP {bp}. Gas is running now",
            "Obs repeated, a bit better sitting up. Sats {sats}%. Cannula is in, pink, left arm",
            "She's for full escalation, TEP done on Monday by {cons}",
            "No fluids since this morning, urine output about 20 ml/h",
        ],
        then: &[
            "Seen. Likely chest sepsis, started IV {abx}, 500 ml Hartmann's stat, CXR requested. Obs hourly please",
            "Reviewed {bed}: fluid overload, given 40 mg IV furosemide, strict fluid balance. Please recheck in 1 hour",
            "Lactate {lact}. Antibiotics within the hour please, I've prescribed {abx}. Med reg aware",
            "Reviewed, settled with nebs. Plan in the notes. Call me if sats under 92 on 2L",
        ],
        close: &[
            "Thank you, antibiotics up at {time}",
            "Brilliant, thanks for coming so quickly",
            "All done, obs hourly. Next set {time}",
            "Thanks {name}. NEWS down to 3 now",
        ],
    },
    Topic {
        open: &[
            "Potassium back on {pt} {bed}: {k}. Not haemolysed according to the lab",
            "Lab rang: K {k} on {bed}. ECG doing now",
            "FYI {bed} K+ {k}, creatinine {cr}. On ramipril and spironolactone",
        ],
        answer: &[
            "Thanks. Is the ECG done? Any changes?",
            "Please hold the ramipril and spiro. I'll come and look at the ECG",
            "OK. 12-lead and a repeat on a gas to confirm please",
        ],
        more: &[
            "ECG done, no peaked T waves, rate {hr}, sinus",
            "VBG K {k} as well. ECG in the folder at the desk",
            "Held both. ECG looks the same as on admission to me but please check",
        ],
        then: &[
            "ECG fine. Prescribed 10 units Actrapid in 250 ml 10% glucose and 30 ml calcium gluconate. BMs every 30 min please",
            "Thanks, no ECG changes. Salbutamol neb and recheck U&E at {time}",
            "I've prescribed the hyperkalaemia bundle. Repeat gas in 2 hours, message me with the result",
        ],
        close: &[
            "Going up now",
            "Repeat came back 5.4, ECG unchanged",
            "Done, BM 8.2 at 30 min. Will send the repeat at {time}",
            "Thanks, given at {time}",
        ],
    },
    Topic {
        open: &[
            "{bed} BM is {low}. Awake and talking",
            "{pt} hypo, BM {low}. Given 200 ml juice",
            "BM {low} on {bed}, a bit sweaty and confused but swallowing",
        ],
        answer: &[
            "Glucogel x2 now and recheck in 15 min. Did she have breakfast after the insulin?",
            "OK thanks, please recheck in 15 and give something starchy. I'll look at the insulin",
            "Any insulin or gliclazide this morning?",
        ],
        more: &[
            "Had the full dose of NovoMix but didn't eat",
            "Gliclazide 160 mg at 8, only managed half a slice of toast",
            "BM now 5.1. Had toast and tea",
        ],
        then: &[
            "Thanks. I've reduced the evening dose by 20%, diabetes nurse will see tomorrow",
            "Please withhold the next gliclazide. I'll review the chart before I go",
            "Good. QDS BMs and keep a hypo box in the bay. Referred to the DSN",
        ],
        close: &["Thanks, BM 7.4 before lunch", "Will do", "All handed over to the night team, thank you"],
    },
    Topic {
        open: &[
            "{pt} in {bed} has had an unwitnessed fall by the bed. No obvious injury, GCS 15. Neuro obs started",
            "Fall in {bed}, slid off the chair. On apixaban. Could you review?",
            "Hi, {pt} found on the floor at {time}. Says didn't hit head. Needs a post-fall review please",
        ],
        answer: &[
            "On my way. Please don't move until I've checked the hips and neck",
            "Thanks, coming. Is she on any anticoagulation?",
            "OK. Lying/standing BP if able, and keep the neuro obs half hourly",
        ],
        more: &[
            "Flat lift done with two of us, back in bed, comfortable",
            "On apixaban, last dose 8 am. Small graze to the left temple",
            "Pain in the left hip, not weight bearing",
        ],
        then: &[
            "Seen. CT head requested given the apixaban, neuro obs as per policy. Next of kin informed",
            "No bony tenderness, full range of movement. Neuro obs 24 h. Datix please",
            "Left leg short and rotated, X-ray hip requested and ortho aware. Given analgesia, keep NBM",
        ],
        close: &[
            "Datix done, family rung. High-low bed requested",
            "Thanks. CT slot is {time}",
            "Thank you, crash mat in place and bay nursed",
        ],
    },
    Topic {
        open: &[
            "Chest pain in {bed}, started 10 min ago, central, clammy. ECG being done now",
            "{pt} {bed} c/o chest pain 7/10. BP {bp}, HR {hr}. GTN given x1",
            "Could you look at an ECG for me? {bed}, new chest tightness",
        ],
        answer: &[
            "Coming now",
            "On my way with the reg. Aspirin 300 if not had it, and a troponin please",
            "Yes bring it to me in the doctors' office, or I'm on {ward} in 3 min",
        ],
        more: &["Pain 3/10 after the second GTN", "Trop sent {time}. Old ECG is in the notes", "ST looks a bit down in V4-6 to me"],
        then: &[
            "Dynamic ST depression, treating as ACS. Fondaparinux and ticagrelor prescribed, cardiology aware",
            "ECG same as in March. Trop at 0 and 3 h, I'll chase both",
            "Sounds musculoskeletal, reproducible on palpation. ECG normal. Paracetamol and await trop",
        ],
        close: &["Thanks. Pain free now", "Trop {trop}, repeat due {time}", "Thank you, moved to a monitored bed"],
    },
    Topic {
        open: &[
            "Not passed urine since {time} in {bed}. Bladder scan {scan} ml",
            "{bed} in retention I think, scan {scan} ml and uncomfortable",
            "Catheter draining nothing for 3 h on {pt}. Flushed fine. Scan {scan} ml",
        ],
        answer: &[
            "Please catheterise, 14Fr is fine. Send a CSU",
            "OK to put one in? Any previous prostate surgery?",
            "Thanks, I'll come and look. Is he constipated?",
        ],
        more: &["Catheter in, residual {scan} ml straight away", "BNO 4 days", "No surgery, on tamsulosin at home"],
        then: &[
            "Thanks. Monitor output hourly for post-obstructive diuresis, U&E at {time}",
            "Started laxatives, TWOC in 48 h",
            "Great, document the residual please",
        ],
        close: &["Documented", "Will do, thanks", "Draining well now, much more comfortable"],
    },
    Topic {
        open: &[
            "Hb back at {hb} on {pt} (was 94). No obvious bleeding",
            "{bed} Hb {hb}, one episode of black stool overnight",
            "Lab phoned Hb {hb} for {bed}. Group and save sent",
        ],
        answer: &[
            "Thanks. Is she haemodynamically OK?",
            "Please put in two cannulas, cross-match 2 units. I'll ring the endoscopy nurse",
            "Do we have a valid second sample for the G&S?",
        ],
        more: &["HR {hr}, BP {bp}. Looks pale but OK in herself", "Second sample gone at {time}", "Melaena again x1. BP {bp}"],
        then: &[
            "1 unit over 2-3 h prescribed, consent done. Recheck Hb after",
            "OGD tomorrow am, NBM from midnight. IV PPI prescribed",
            "Blackford score 9, gastro reg aware and will review tonight",
        ],
        close: &["Unit up at {time}, obs at 15 min fine", "Thanks, consent form in the notes", "Post-transfusion Hb sent"],
    },
    Topic {
        open: &[
            "{pt} very agitated, pulling at cannula, trying to climb out. Delirium?",
            "{bed} more confused tonight, 4AT 8. Could we have a plan please",
            "Need advice re {bed}: hitting out at staff, not redirectable",
        ],
        answer: &[
            "Bloods, bladder scan, bowels, pain? Let's look for a cause first",
            "Can we get 1:1 for tonight? I'll review",
            "Has the family been able to sit with her?",
        ],
        more: &[
            "Bladder 120 ml, BO yesterday. CRP {crp}. Daughter is coming in at {time}",
            "Bank HCA requested but none available",
            "Given paracetamol, moved nearer the nurses' station with the lamp on",
        ],
        then: &[
            "Thanks. Reorientate, glasses and hearing aids in. Lorazepam 0.5 mg only if at risk, DoLS form started",
            "Likely UTI on top of dementia. Antibiotics switched, avoid moving wards please",
            "Stopped the codeine and oxybutynin. Sleep chart please",
        ],
        close: &["Much calmer with daughter here", "Settled since 2 am", "This is me folder at the bedside now, thank you"],
    },
    Topic {
        open: &[
            "Could you re-site a cannula in {bed}? IV {abx} due at {time}, we've had three goes",
            "Tricky veins in {bed}, anyone free with the ultrasound?",
            "Cannula tissued on {pt}, still needs 2 days of {abx}",
        ],
        answer: &["Free in 20 min, will bring the USS", "Can it go oral? CRP {crp} and apyrexial 48 h", "I'll come after the board round"],
        more: &["No allergies, eating fine", "Dose is due at {time}", "Left arm only please, right AV fistula"],
        then: &[
            "Switched to oral, IV stopped. No cannula needed",
            "In. 20G left forearm, flushed",
            "Got it. If it goes again refer to the line team for a midline",
        ],
        close: &["You are a star", "Thanks, dose given", "Thank you!"],
    },
];
