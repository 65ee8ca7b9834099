using PlacesBuilder;

return await PlacesCommand.Create().Parse(args).InvokeAsync();
