using OpsFlow.Domain.Prescriptions.Drugs;

namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>A drug of a prescription, ready to be checked.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Drug">What it is.</param>
/// <param name="Dose">How many units at a time; null when not told, as for the rest.</param>
/// <param name="TimesPerDay">How often a day.</param>
/// <param name="Days">For how many days.</param>
/// <param name="Quantity">Units handed out in all.</param>
public sealed record CheckedDrug(
    int Line, NormalizedDrug Drug, decimal? Dose = null, decimal? TimesPerDay = null, int? Days = null,
    decimal? Quantity = null)
{
    public static CheckedDrug Of(PrescriptionItem item, DrugNormalizer normalizer)
    {
        var drug = normalizer.Normalize(item.Code, item.Name);
        return new(
            item.Line,
            item.HasUnreadable ? drug with { Notes = [.. drug.Notes ?? [], NormalizedDrug.ValueUnreadable] } : drug,
            item.Dose, item.TimesPerDay, item.Days, item.Quantity);
    }

    /// <summary>The milligrams a day of an ingredient, as far as the prescription tells.</summary>
    public decimal? MilligramsPerDay(string ingredient)
    {
        var index = Drug.Ingredients.ToList().IndexOf(ingredient);
        var strengths = Strength.TakeFrom(Drug.Strength ?? "").Strengths;
        return index >= 0 && strengths.Count == Drug.Ingredients.Count
            ? strengths[index].Milligrams * Dose * TimesPerDay
            : null;
    }
}
