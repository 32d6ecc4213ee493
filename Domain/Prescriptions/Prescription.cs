using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Domain.Prescriptions;

/// <summary>A prescription without anything that names the patient.</summary>
/// <param name="Serial">The pharmacy's number of it.</param>
/// <param name="PatientId">A pseudonym.</param>
/// <param name="Items">Its lines.</param>
public sealed record Prescription(string Serial, string PatientId, IReadOnlyList<PrescriptionItem> Items)
{
    /// <summary>
    /// What the check depends on, in short: the same for the same content in whatever order the lines come, another
    /// one for any edit.
    /// </summary>
    public string Version { get; } = VersionOf(PatientId, Items);

    private static string VersionOf(string patient, IReadOnlyList<PrescriptionItem> items)
    {
        var text = new StringBuilder(patient);
        foreach (var i in items.OrderBy(i => i.Line))
        {
            text.Append('\n').AppendJoin(
                '\t', i.Line, i.Code, i.Name, Plain(i.Dose), Plain(i.TimesPerDay), i.Days, Plain(i.Quantity),
                i.StopDate?.ToString("O", CultureInfo.InvariantCulture), i.Canceled);
            if (i.HasUnreadable)
            {
                text.Append("\tunreadable");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    // 1 and 1.000 are the same dose; databases differ in how they write it.
    private static string Plain(decimal? value) =>
        value?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "";
}
