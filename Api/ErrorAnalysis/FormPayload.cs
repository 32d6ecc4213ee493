using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Forms with JSON in a field, as Slack sends its interactions and GitHub its events unless told otherwise.
/// </summary>
internal static class FormPayload
{
    /// <summary>The field with the JSON.</summary>
    public const string Field = "payload";

    /// <summary>The fields of a form that was read as bytes before, as its signature is of them.</summary>
    /// <returns>The fields; none if it is no form.</returns>
    public static Dictionary<string, StringValues> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(body.Span))
            {
                ValueCountLimit = 20,
                ValueLengthLimit = body.Length,
                KeyLengthLimit = 200,
            };
            return reader.ReadForm();
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
