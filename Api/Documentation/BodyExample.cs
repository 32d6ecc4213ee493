using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace OpsFlow.Api.Documentation;

/// <summary>An example of what is sent or answered, for the documentation.</summary>
/// <param name="Status">The answer that it is of; null is the request.</param>
internal sealed record BodyExample(int? Status, string MediaType, JsonNode Json)
{
    /// <summary>Shows it. A request whose body is described by nothing else is described by it.</summary>
    public void AddTo(OpenApiOperation operation)
    {
        if (ContentOf(operation) is not { } content)
        {
            return;
        }

        if (!content.TryGetValue(MediaType, out var media))
        {
            media = new OpenApiMediaType { Schema = Schema() };
            content[MediaType] = media;
        }

        media.Example = Json.DeepClone();
    }

    private IDictionary<string, OpenApiMediaType>? ContentOf(OpenApiOperation operation)
    {
        if (Status is { } status)
        {
            return operation.Responses?.TryGetValue($"{status}", out var answer) == true ? answer.Content : null;
        }

        operation.RequestBody ??= new OpenApiRequestBody
        {
            Required = true, Content = new Dictionary<string, OpenApiMediaType>(),
        };
        return operation.RequestBody.Content;
    }

    private OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = Json.AsObject().ToDictionary(
            p => p.Key,
            // A form has its files as they are.
            IOpenApiSchema (p) => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = p.Key == "image" && MediaType != "application/json" ? "binary" : null,
            }),
    };
}
