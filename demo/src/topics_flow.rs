//! Getting people home, tested, treated and seen: what fills the rest of the day.

use super::topics::Topic;

/// Results, drugs, referrals, families, beds.
pub const FLOW: &[Topic] = &[
    Topic {
        open: &[
            "Are {pt}'s TTOs done? Transport booked for {time}",
            "Hi, any chance of the discharge summary for {bed}? Daughter is here to collect",
            "{bed} medically fit per {cons} on the round. TTOs please when you get a sec",
            "Pharmacy are asking for the TTO for {bed}, cut-off is {time}",
        ],
        answer: &[
            "Doing it now",
            "Sorry, in clinic till 12. Will do it straight after",
            "Done and sent to pharmacy 10 min ago",
            "Summary is written, just needs the VTE section. 5 min",
        ],
        more: &[
            "Dosette box at home, so pharmacy need to know",
            "She needs 7 days of enoxaparin, I've done the teaching",
            "Please add the new inhaler, she was switched on Tuesday",
        ],
        then: &[
            "Added. Screened by pharmacy at {time}",
            "Good spot, changed",
            "Sent. Blister pack will be delivered tomorrow by the community pharmacy",
        ],
        close: &["Perfect, thanks", "Transport moved to {time}, thank you", "Gone home, bed being cleaned"],
    },
    Topic {
        open: &[
            "Any beds on {ward}? ED have {n} waiting over 8 hours",
            "Bed state please: who is definitely going today?",
            "Need a side room by {time}, flu positive in resus",
            "Site here. Looking for {n} male medical beds before the 4 pm meeting",
        ],
        answer: &[
            "{n} definites, 2 queries. {bed} waiting for a package of care",
            "One male bed at {time} when {pt} leaves for the lounge",
            "No side rooms, SR3 still positive. Could swap with {ward}?",
            "We are full with two outliers. {bed} may go if the CT is OK",
        ],
        more: &[
            "Can {bed} sit out in the discharge lounge?",
            "Is anyone waiting for bloods only?",
            "Porters are with you in 15 for the move",
        ],
        then: &[
            "Yes, mobile with a frame, own clothes. Take with notes and TTO",
            "Two waiting for Monday bloods, have asked the GP to do them instead",
            "Fine, handover rung through to the lounge",
        ],
        close: &["Thank you, that helps a lot", "Allocated. Patient coming from ED majors {n}", "Cheers. OPEL 3 by the way"],
    },
    Topic {
        open: &[
            "Referral please: {pt}, {age}F, {bed}, CAP with effusion on CXR, ?needs tapping. CRP {crp}",
            "Would you see {bed} on {ward}? {age}M, new AF rate {hr}, BP {bp}. On treatment for cellulitis",
            "Could I get advice on {pt}, {age}, AKI 3, creatinine {cr} from 88 a week ago",
            "Hi, ?suitable for your ward: {age}M with decompensated heart failure, on 80 mg furosemide IV BD",
        ],
        answer: &[
            "Happy to see this afternoon. Any anticoagulants?",
            "Thanks. What's the baseline and escalation status?",
            "Send me the hospital number and I'll look at the imaging",
            "Sounds reasonable, I'll discuss with {cons}",
        ],
        more: &[
            "No anticoagulants, INR 1.1, platelets 240",
            "Independent, CFS 3, full escalation",
            "Baseline lives with wife, walks with a stick. DNACPR in place, ward-based care",
        ],
        then: &[
            "Seen on {ward}. Plan in the notes: rate control, echo, we will follow up",
            "USS marked. Moderate effusion, will tap at {time}. Consent done",
            "Prerenal I think. Stop the NSAID and ACEi, fluids, renal USS tomorrow. Happy to review the repeat",
            "Accepted, bed when available. {cons} is the name",
        ],
        close: &["Really appreciate it", "Thanks {name}, updated the family", "Great, will send the repeat U&E"],
    },
    Topic {
        open: &[
            "Bloods on {pt}: CRP {crp}, WCC {wcc}, Hb {hb}, creatinine {cr}. Improving",
            "Bloods back for {bed}. CRP {crp} (was 211), U&E fine",
            "Did anyone chase the INR on {bed}? Warfarin due at 6",
        ],
        answer: &[
            "Great, let's aim to step down to orals tomorrow",
            "Thanks. Repeat in 48 h not daily please",
            "INR 2.6. Please prescribe the usual",
        ],
        more: &["Shall I take the cannula out?", "Blood cultures no growth at 48 h by the way", "Vitamin D is low too, 18"],
        then: &["Yes please", "Thanks, switch to oral doxycycline to complete 5 days", "Add to the discharge letter for the GP"],
        close: &["Done", "Will do", "Sorted, thanks"],
    },
    Topic {
        open: &[
            "{name}, {drug} {dose} on {bed}: is that right with an eGFR of 28?",
            "Pharmacy query: {pt} on both {drug} and clarithromycin. Happy to hold the statin?",
            "Med rec done for {bed}. Missing from chart: {drug} {dose}",
            "{pt} is penicillin allergic (rash), chart says co-amoxiclav. Not given yet",
        ],
        answer: &[
            "Good catch, changing now",
            "Yes please hold for the course",
            "Thanks, missed that. Prescribed",
            "Well spotted. Rewritten as levofloxacin, allergy box updated",
        ],
        more: &[
            "Also {drug} is non-stock, we can get it by {time}",
            "She takes it at night at home",
            "Could you also add a stop date to the antibiotics",
        ],
        then: &["Noted, moved to 22:00", "Stop date added, day 5 is Sunday", "Thanks for checking"],
        close: &["Screened, thank you", "Perfect", "Thanks. Ordered"],
    },
    Topic {
        open: &[
            "CT for {bed} is at {time}. Needs a pink cannula please",
            "MRI want to know: does {pt} have a pacemaker?",
            "Radiology rang, can {bed} come down in 10 min? Porter booked",
            "Anyone know if the CXR on {bed} has been reported?",
        ],
        answer: &[
            "Cannula in, ready to go",
            "No pacemaker, but a hip replacement from 2014",
            "Yes, on oxygen so needs a nurse escort",
            "Not yet, but NG tip looks below the diaphragm to me. Reg to confirm",
        ],
        more: &["eGFR 54, metformin held", "Checklist signed, going on the bed", "Any contrast allergy?"],
        then: &["None known", "Report: no PE, bibasal consolidation, small effusion", "Report up. No acute bleed, old infarct"],
        close: &["Thanks, family updated", "Good news. Thanks", "Back on the ward at {time}"],
    },
    Topic {
        open: &[
            "{pt}'s son would like to speak to a doctor about the plan, he's here until {time}",
            "Family of {bed} upset about the move. Could a senior come and have a chat?",
            "Relatives' meeting for {bed} is {time} in the day room: who's coming?",
        ],
        answer: &[
            "I can come after the round, about 12:30",
            "I'll speak to them. What have they been told so far?",
            "Me, {cons} and the palliative CNS",
        ],
        more: &[
            "They know about the scan but not about the biopsy",
            "They mainly want to know about going home",
            "Consent to share is in the notes",
        ],
        then: &[
            "Spoken to son at length, happy with the plan. Documented",
            "Meeting done: fast track home, hospital bed by Thursday",
            "All agreed for comfort measures, anticipatory meds prescribed. Side room if possible please",
        ],
        close: &["Thank you, they said how kind you were", "SR2 is free at {time}, moving her now", "That's lovely, thank you"],
    },
    Topic {
        open: &[
            "Physio: {bed} up with two and the Sara Stedy today. Not safe for stairs yet",
            "OT home visit done for {pt}. Needs a commode downstairs and a key safe",
            "SLT review {bed}: level 4 diet, level 2 fluids. Sign above the bed",
            "{bed} managed the stairs x12 with a rail. Fit from a physio view",
        ],
        answer: &[
            "Great progress. Package of care needed?",
            "Thanks, will update the board",
            "Kitchen told. Meds to be crushed / liquid?",
            "Brilliant. TTOs underway then",
        ],
        more: &[
            "Yes, QDS double-handed. Referral to the hub gone in today",
            "Liquids please, pharmacy aware",
            "Equipment delivery is {time} tomorrow",
        ],
        then: &["Hub says start date Friday", "Changed to liquid and dispersible", "Great, EDD moved to tomorrow"],
        close: &["Thanks team", "Lovely, I'll tell her", "Updated on the board round sheet"],
    },
    Topic {
        open: &[
            "Pressure area check on {bed}: category 2 sacrum, about 2 cm. Photo in notes",
            "TVN review done for {pt}. Plan: Aquacel and foam, alternate days",
            "{bed} heels red and not blanching. Air mattress ordered",
        ],
        answer: &[
            "Thanks. Datix and duty of candour done?",
            "Air mattress is in the store by {ward}",
            "Please do 2-hourly turns and the SSKIN bundle",
        ],
        more: &["Datix done, family aware", "Dietitian referral sent, MUST 3", "Repose boots on"],
        then: &["Great, thank you", "I'll check it on Thursday", "TVN will see on Monday"],
        close: &["Thanks", "Updated care plan", "Turned at {time}, on the left"],
    },
    Topic {
        open: &[
            "Can anyone tell me where {pt} has gone? Notes say {ward} but not there. NHS no. {nhs}",
            "Sample unlabelled from {bed}, lab rejected. NHS {nhs}, needs a repeat FBC",
            "Merging notes for {pt}, please confirm NHS number {nhs}, DOB and address with the patient",
        ],
        answer: &["Moved to {ward} at {time}", "Sorry, will repeat now", "Confirmed with the wristband and the patient"],
        more: &["Thanks. Notes gone too?", "Please label at the bedside", "And next of kin is the daughter?"],
        then: &["Yes, with the porter", "Done, sent in the pod", "Yes, number on the front sheet"],
        close: &["Found, thank you", "Thanks", "All merged"],
    },
];
