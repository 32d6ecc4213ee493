using OpsFlow.Domain.Prescriptions.Drugs;

namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>A drug of a prescription, ready to be checked.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Drug">What it is.</param>
/// <param name="UnitsPerDay">How many units are taken a day; null when not told.</param>
public sealed record CheckedDrug(int Line, NormalizedDrug Drug, decimal? UnitsPerDay = null)
{
    public static CheckedDrug Of(PrescriptionItem item, DrugNormalizer normalizer) =>
        new(item.Line, normalizer.Normalize(item.Code, item.Name), item.Dose * item.TimesPerDay);

    /// <summary>The milligrams a day of an ingredient, as far as the prescription tells.</summary>
    public decimal? MilligramsPerDay(string ingredient)
    {
        var index = Drug.Ingredients.ToList().IndexOf(ingredient);
        var strengths = Strength.TakeFrom(Drug.Strength ?? "").Strengths;
        return index >= 0 && strengths.Count == Drug.Ingredients.Count
            ? strengths[index].Milligrams * UnitsPerDay
            : null;
    }
}
