using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using OpsFlow.Api.Authentication;

namespace OpsFlow.Api.Documentation;

/// <summary>Registers the OpenAPI document.</summary>
internal static class OpenApiRegistration
{
    public const string Document = "v1";

    public static IServiceCollection AddOpsFlowOpenApi(this IServiceCollection services) =>
        services.AddOpenApi(Document, openApi =>
        {
            openApi.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new() { Title = "OpsFlow", Version = Document };
                document.Components ??= new();
                document.AddComponent<IOpenApiSecurityScheme>(Callers.KeyScheme, new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "A key, or a token of the configured issuer.",
                });
                document.AddComponent<IOpenApiSecurityScheme>(Callers.SessionScheme, new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Cookie,
                    Name = Callers.Cookie,
                    Description = "The console's session, from POST /api/v1/session. What changes something may carry "
                        + $"{OwnPages.UserHeader} with the user's id, as GET /api/v1/session tells it: a session of "
                        + "another user is answered 409 another_user.",
                });
                return Task.CompletedTask;
            });
            openApi.AddSchemaTransformer((schema, context, _) =>
            {
                // What is null is not written: an answer without it is right.
                if (schema.Required is { } required && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
                {
                    required.ExceptWith(context.JsonTypeInfo.Properties.Where(MayBeNull).Select(p => p.Name));
                }

                return Task.CompletedTask;
            });
            openApi.AddOperationTransformer((operation, context, _) =>
            {
                if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
                {
                    // One of the two is enough.
                    operation.Security =
                    [
                        new() { [new(Callers.KeyScheme, context.Document)] = [] },
                        new() { [new(Callers.SessionScheme, context.Document)] = [] },
                    ];
                }

                foreach (var example in context.Description.ActionDescriptor.EndpointMetadata.OfType<BodyExample>())
                {
                    example.AddTo(operation);
                }

                return Task.CompletedTask;
            });
        });

    private static bool MayBeNull(JsonPropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : property.IsGetNullable;
}
