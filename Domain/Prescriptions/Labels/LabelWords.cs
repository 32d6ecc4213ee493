using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Domain.Prescriptions.Labels;

/// <summary>How to take a drug, in one line.</summary>
public static class LabelWords
{
    /// <summary>For instance "1일 3회, 1회 1, 7일"; empty when the prescription tells nothing.</summary>
    public static string Directions(CheckedDrug drug, string language)
    {
        var isKorean = language == "ko";
        List<string> parts = [];
        if (drug.TimesPerDay is { } times)
        {
            parts.Add(isKorean ? $"1일 {LabelLayout.Number(times)}회" : $"{LabelLayout.Number(times)} times a day");
        }

        if (drug.Dose is { } dose)
        {
            parts.Add(isKorean ? $"1회 {LabelLayout.Number(dose)}" : $"{LabelLayout.Number(dose)} each time");
        }

        if (drug.Days is { } days)
        {
            parts.Add(isKorean ? $"{days}일" : $"for {days} days");
        }

        return string.Join(", ", parts);
    }
}
