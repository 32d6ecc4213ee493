namespace OpsFlow.Api.Errors;

/// <summary>States of runs in the reader's language; in English they are named as in answers.</summary>
internal static class StateNames
{
    /// <param name="state">Of whichever pipeline, or what a workflow named it.</param>
    public static string Of(object state) => StateWords.GetResourceString($"{state}", $"{state}");
}
