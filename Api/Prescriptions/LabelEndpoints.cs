using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Labels;
using OpsFlow.Platform.Access;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>Labels of the items of a prescription: the printer's bytes, and a picture of the same page.</summary>
internal static class LabelEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/prescriptions").WithTags("Prescriptions");
        group.MapGet("/{id}/labels/{line}", PictureAsync).WithName("GetPrescriptionLabel").Needs(Scope.Read)
            .WithSummary("A picture of an item's label.").Produces<string>(200, "image/svg+xml").Problems(400, 404);
        group.MapGet("/{id}/labels/{line}/print", PrintAsync).WithName("GetPrescriptionLabelBytes")
            .Needs(Scope.Read)
            .WithSummary("An item's label as ESC/POS, for the program that has the printer.")
            .Produces<byte[]>(200, "application/octet-stream").Problems(400, 404);
    }

    private static async Task<IResult> PictureAsync(
        PharmacyRegistry pharmacies, PrescriptionStore store, string id, int line, CancellationToken token) =>
        await PageAsync(pharmacies, store, id, line, token) is { } page
            ? Results.Text(LabelPicture.Draw(page), "image/svg+xml")
            : Problem.NotFound(ProblemWords.Label);

    private static async Task<IResult> PrintAsync(
        PharmacyRegistry pharmacies, PrescriptionStore store, string id, int line, CancellationToken token) =>
        await PageAsync(pharmacies, store, id, line, token) is { } page
            ? Results.Bytes(EscPos.Write(page), "application/octet-stream")
            : Problem.NotFound(ProblemWords.Label);

    private static async Task<LabelPage?> PageAsync(
        PharmacyRegistry pharmacies, PrescriptionStore store, string id, int line, CancellationToken token)
    {
        if (await store.FindAsync(id, token) is not { } record
            || PrescriptionCards.CheckOf(record)?.Drugs.FirstOrDefault(d => d.Line == line) is not { } drug)
        {
            return null;
        }

        var pharmacy = pharmacies.Find(record.Pharmacy);
        return LabelLayout.LayOut(new Label(
            pharmacy?.Name ?? record.Pharmacy, drug.Drug.Written, drug.Quantity ?? drug.Dose, "",
            LabelWords.Directions(drug, pharmacy?.Language ?? "ko"),
            [
                .. PrescriptionCards.Of(record, pharmacy?.Language ?? "ko")
                    .Where(c => c.Lines.Contains(line) && c.Indicator > CardIndicator.Info).Select(c => c.Summary),
            ],
            record.Day));
    }
}
