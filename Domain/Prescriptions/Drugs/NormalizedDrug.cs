namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>What a written drug is.</summary>
/// <param name="Written">As written, without what cannot be seen.</param>
/// <param name="Status">How much was recognized.</param>
/// <param name="Ingredients">The ids of its ingredients, in the order of the name.</param>
/// <param name="Strength">For instance "40 mg + 5 mg"; null when not told.</param>
/// <param name="Form">For instance "tablet"; null when not told.</param>
/// <param name="Route">For instance "ophthalmic"; null when not told.</param>
/// <param name="ProductCode">The product of the table; null when only ingredients were recognized.</param>
/// <param name="Notes">What a person should know of it, as codes.</param>
public sealed record NormalizedDrug(
    string Written,
    DrugStatus Status,
    IReadOnlyList<string> Ingredients,
    string? Strength = null,
    string? Form = null,
    string? Route = null,
    string? ProductCode = null,
    IReadOnlyList<string>? Notes = null)
{
    /// <summary>The code and the name mean different ingredients: those of both are checked.</summary>
    public const string CodeDiffers = "code-differs-from-name";

    /// <summary>More strengths than ingredients: one is missing.</summary>
    public const string StrengthsDiffer = "more-strengths-than-ingredients";

    /// <summary>A part of the name is damaged or empty.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A value of its line, such as the dose, cannot be read.</summary>
    public const string ValueUnreadable = "value-unreadable";

    private static readonly HashSet<string> s_local =
        ["ophthalmic", "otic", "topical", "nasal", "inhaled", "vaginal", "oral rinse"];

    // Given through skin or mucous membrane to act in the whole body. Source: their labels (transdermal ointment, gel
    // and nasal forms).
    private static readonly HashSet<string> s_neverLocal =
    [
        "nitroglycerin", "fentanyl", "buprenorphine", "sumatriptan", "zolmitriptan", "desmopressin", "ketamine",
        "esketamine", "estradiol", "ethinyl estradiol", "testosterone", "progesterone", "scopolamine", "nicotine",
        "rivastigmine", "midazolam", "naloxone", "oxybutynin", "clonidine", "dihydroergotamine", "ergotamine",
    ];

    /// <summary>Whether it acts where it is put, so that rules about the whole body do not hold.</summary>
    public bool IsLocal => Route is not null && s_local.Contains(Route) && !Ingredients.Any(s_neverLocal.Contains);
}
