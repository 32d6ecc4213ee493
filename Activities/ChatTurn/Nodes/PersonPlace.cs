using System.Globalization;
using OpsFlow.Domain.Conversation.Policies;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>Where a message is about: the place that it names, else where the person is.</summary>
/// <param name="Name">Null for coordinates.</param>
internal sealed record PersonPlace(string? Name, double Latitude, double Longitude)
{
    /// <summary>It; null when neither is known.</summary>
    public static PersonPlace? Of(NodeRequest request, SampleData samples)
    {
        if (Named($"{request.Of("sigungu")} {request.Query}", samples) is { } named)
        {
            return named;
        }

        return request.Turn.Location?.Split(',') is [var lat, var lon]
            && double.TryParse(lat, NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude)
            && double.TryParse(lon, NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)
                ? new(null, latitude, longitude)
                : Named(request.Turn.Location, samples);
    }

    /// <summary>The first place of the list that a text names.</summary>
    public static PersonPlace? Named(string? text, SampleData samples) =>
        samples.Towns.FirstOrDefault(t => text?.Contains(t.Name, StringComparison.Ordinal) == true) is { } town
            ? new(town.Name, town.Lat, town.Lon)
            : null;
}
