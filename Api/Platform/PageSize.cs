using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Platform;

/// <summary>How many rows a page has.</summary>
internal static class PageSize
{
    /// <summary>Reads what was asked for; more than there may be is as many as there may be.</summary>
    /// <param name="usual">Where nothing is asked for.</param>
    public static int Read(int? limit, int usual, int most, List<string> faults)
    {
        if (limit < 1)
        {
            faults.Add($"limit: {FaultWords.OneOrMore}");
        }

        return Math.Clamp(limit ?? usual, 1, most);
    }
}
