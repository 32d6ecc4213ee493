using System.Text.RegularExpressions;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Prescriptions.Explanations;

/// <summary>
/// What an explanation must not say. A doubtful one is not shown: the card says all that matters without it.
/// </summary>
internal static partial class ExplanationRules
{
    private static readonly (InteractionSeverity Severity, Regex Words)[] s_severities =
    [
        (InteractionSeverity.Contraindicated, Contraindicated()),
        (InteractionSeverity.Major, Major()),
        (InteractionSeverity.Moderate, Moderate()),
        (InteractionSeverity.Minor, Minor()),
    ];

    private static readonly Redactor s_redactor = new();

    /// <summary>What is wrong with a text about a card, as a code; null when nothing is.</summary>
    /// <param name="raw">As it came.</param>
    /// <param name="shown">As it would be shown.</param>
    public static string? FaultOf(string raw, string shown, CdsCard card) =>
        Markup().IsMatch(shown) || raw.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? "markup"
        : Injection().IsMatch(shown) ? "instruction"
        : s_redactor.Redact(shown) != shown || Leak().IsMatch(shown) ? "leak"
        : Reassurance().IsMatch(shown) ? "contradicts-the-data"
        : s_severities.Any(s => s.Severity != card.Severity && s.Words.IsMatch(shown)) ? "another-severity"
        : null;

    [GeneratedRegex(@"[<>]|\]\(|https?:|www\.|!\[|`|\{\{|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    [GeneratedRegex(
        @"ignore\b.{0,40}\b(previous|above|prior|all|instruction|card|alert|warning)|disregard|override\b|"
        + @"(system|assistant|user|developer)\s*(prompt\s*)?:|new instructions?|you are now|"
        + @"(지시|명령|규칙|경고|카드|알림)[을를은는]?\s*(모두\s*|전부\s*)?(무시|삭제|제거|숨)|"
        + @"(delete|remove|hide|drop|dismiss|suppress|close|replace|downgrade|lower|reduce|change|set|mark|update)\s+"
        + @"(\w+\s+){0,3}(card|alert|severity|warning|entry|indicator)|"
        + @"(등급|심각도|중증도)[를을은는]?.{0,20}(낮|내리|변경|하향|조정|바꾸|바꿉)|"
        + @"(add|insert)\s+(\w+\s+){0,3}(card|pair|alert|interaction)|(카드|쌍|항목)[를을]?\s*추가",
        RegexOptions.IgnoreCase)]
    private static partial Regex Injection();

    [GeneratedRegex(
        @"시스템\s*프롬프트|system prompt|api[_ ]?key|환자\s*(이름|성명|번호|식별)|patient('s)?\s+(name|id\b|number)|"
        + @"주민\s*등록|\d{6}-\d{7}|01\d-?\d{3,4}-?\d{4}",
        RegexOptions.IgnoreCase)]
    private static partial Regex Leak();

    [GeneratedRegex(
        @"\bsafe(ly|ty is (no|not))?\b|\bharmless\b|\bno (known |relevant |significant |clinically \w+ |real )?"
        + @"(interaction|risk|problem|concern|danger|issue|effect)|\b(not|isn't|aren't|never) (a )?"
        + @"(really |actually |truly )?(contraindicated|dangerous|harmful|serious|severe|relevant|significant|"
        + @"a problem|a concern|an issue|necessary|needed|interact)|\b(do|does)(n't| not) interact|"
        + @"false (alarm|positive)|"
        + @"can be (ignored|combined|given together|taken together|used together|co-?administered)|"
        + @"\b(low|small|minimal|negligible|little) (\w+ )?(risk|danger|concern)|\b(risk|danger) (is|remains) "
        + @"(very |quite )?"
        + @"(low|small|minimal|negligible)|\bgo ahead\b|부담\s*없이|드셔도\s*(됩|돼|괜)|복용해도\s*(됩|돼|괜)|먹어도\s*(됩|돼|괜)|"
        + @"(may|can) (safely |freely )?(take|give|combine|continue|use) (them |both |these )?together|"
        + @"unnecessary (warning|alert)|outdated|"
        + @"(no longer|not) (valid|apply|applies)|nothing to worry|need not worry|perfectly fine|well tolerated|"
        + @"안전(합|하|해|한|함|성이 확)|무해|문제\s*(가|는|도)?\s*(없|되지 않|안 되|안됩)|위험\s*(이|은|도|성이)?\s*(없|낮|거의)|"
        + @"상호\s*작용\s*(이|은|도)?\s*(없|무시|경미|미미)|걱정\s*(하지|할|안|없)|금기\s*(가|는)?\s*아(니|닙|님|닌)|"
        + @"(무시|생략|간과)\s*(해도|하셔도|가능)|괜찮|병용\s*(이|은|도)?\s*(가능|해도)|함께\s*(드셔도|복용해도|먹어도|써도)|"
        + @"(잘못된|오래된|틀린|불필요한|과도한)\s*(경고|정보|알림|카드|자료)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Reassurance();

    [GeneratedRegex(@"contra-?indicat|병용\s*금기|금기", RegexOptions.IgnoreCase)]
    private static partial Regex Contraindicated();

    [GeneratedRegex(@"\bmajor\b|중대한?\s*(상호|등급)|등급[은:]?\s*중대", RegexOptions.IgnoreCase)]
    private static partial Regex Major();

    [GeneratedRegex(@"\bmoderate\b|중등도", RegexOptions.IgnoreCase)]
    private static partial Regex Moderate();

    [GeneratedRegex(
        @"\bminor\b|\bmild\b|\bnegligible\b|\btrivial\b|\binfo(rmational)?\b|경미|미미|가벼운|사소|참고용|정보\s*수준",
        RegexOptions.IgnoreCase)]
    private static partial Regex Minor();
}
